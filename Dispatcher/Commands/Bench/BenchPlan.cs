using System.Globalization;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Commands.Bench;

/// <summary>What each sender of a bench does.</summary>
/// <param name="Size">Wanted octets of a message.</param>
/// <param name="TemplatesFolder">The templates that are measured: those of this newsletter.</param>
/// <param name="Dkim">Keys that sign ours; the other sender signs nothing.</param>
internal sealed record BenchPlan(int Recipients, int Size, int Connections, string TemplatesFolder, IReadOnlyList<DkimSettings> Dkim);

/// <summary>What one sender came to in one round.</summary>
internal sealed record BenchResult
{
    public required int Messages { get; init; }

    public required long MessageSize { get; init; }

    /// <summary>From the first connect to the last reply, and for us to the last commit.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>User and system time of the process; zero where it is not ours.</summary>
    public TimeSpan Cpu { get; init; }

    /// <summary>Writing the recipients into the ledger.</summary>
    public TimeSpan Freeze { get; init; }

    /// <summary>From the beginning of the dispatch, the freeze included, to the first message that the relay took.</summary>
    public TimeSpan FirstMessage { get; init; }

    public IReadOnlyList<BenchSample> Curve { get; init; } = [];

    public double Rate => Messages / Elapsed.TotalSeconds;

    public double CpuPerMessage => Cpu.TotalMicroseconds / Messages;

    public double PeakMemoryMb => Curve.Select(sample => sample.MemoryMb).DefaultIfEmpty().Max();

    /// <summary>1 when it does not get slower.</summary>
    public double SecondHalfToFirst
    {
        get
        {
            var half = Curve.FirstOrDefault(sample => sample.Sent >= Messages / 2);
            return half is null || half.At >= Elapsed || half.At <= TimeSpan.Zero
                ? 1
                : (Messages - half.Sent) / (Elapsed - half.At).TotalSeconds / (half.Sent / half.At.TotalSeconds);
        }
    }
}

/// <summary>How far a run was at one moment.</summary>
/// <param name="Rate">Messages a second since the sample before.</param>
/// <param name="MemoryMb">Resident memory of the process.</param>
internal sealed record BenchSample(TimeSpan At, long Sent, double Rate, double MemoryMb)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{At.TotalSeconds:0.0},{Sent},{Rate:0},{MemoryMb:0.0}");
}

/// <summary>A folder that is gone afterwards.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("newsletter-bench-");

    public string Path => _folder.FullName;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
