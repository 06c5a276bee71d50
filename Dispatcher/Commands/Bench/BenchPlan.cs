using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Commands.Bench;

/// <summary>What each sender of a bench does.</summary>
/// <param name="Size">Wanted octets of a message.</param>
/// <param name="TemplatesFolder">The templates that are measured: those of this newsletter.</param>
/// <param name="Dkim">Keys that sign ours; the other sender signs nothing.</param>
internal sealed record BenchPlan(
    int Recipients,
    int Size,
    int Connections,
    string TemplatesFolder,
    IReadOnlyList<DkimSettings> Dkim
);
