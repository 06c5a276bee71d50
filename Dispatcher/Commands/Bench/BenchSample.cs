using System.Globalization;

namespace Newsletter.Dispatcher.Commands.Bench;

/// <summary>How far a run was at one moment.</summary>
/// <param name="Rate">Messages a second since the sample before.</param>
/// <param name="MemoryMb">Resident memory of the process.</param>
internal sealed record BenchSample(TimeSpan At, long Sent, double Rate, double MemoryMb)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{At.TotalSeconds:0.0},{Sent},{Rate:0},{MemoryMb:0.0}");
}
