namespace Newsletter.Dispatcher.Commands.Bench;

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

    /// <summary>
    /// From the beginning of the dispatch, the freeze included, to the first message that the relay took.
    /// </summary>
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
