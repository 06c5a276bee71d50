namespace Newsletter.Dispatcher.Health;

/// <summary>
/// What is red now, as far as it is known: what the last look found. Read by <c>/readyz</c>, written by
/// <see cref="HealthService"/>.
/// </summary>
internal sealed class Readiness
{
    private IReadOnlyList<Check> _red = [];
    private IReadOnlyList<Waiting> _waiting = [];

    /// <summary>Empty when all is well, or before the first look.</summary>
    public IReadOnlyList<Check> Red
    {
        get => Volatile.Read(ref _red);
        set => Volatile.Write(ref _red, value);
    }

    /// <summary>What waits at this moment, as <see cref="WaitingService"/> saw it last.</summary>
    public IReadOnlyList<Waiting> Waiting
    {
        get => Volatile.Read(ref _waiting);
        set => Volatile.Write(ref _waiting, value);
    }
}
