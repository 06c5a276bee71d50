namespace Newsletter.Dispatcher.Health;

/// <summary>A look that a person asked for, under way or over. Tests: DoctorRunsTests.</summary>
/// <param name="By">Who asked for it.</param>
/// <param name="Checks">What was found so far; all of it in the order of an issue's travel when the look is
/// over.</param>
/// <param name="EndedAt">Null while it is under way.</param>
/// <param name="Failure">Why it could not be finished; null when it could.</param>
internal sealed record DoctorRun(
    string By,
    DateTimeOffset BegunAt,
    IReadOnlyList<Check> Checks,
    DateTimeOffset? EndedAt = null,
    string? Failure = null
)
{
    public bool IsUnderWay => EndedAt is null;
}
