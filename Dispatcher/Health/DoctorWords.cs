namespace Newsletter.Dispatcher.Health;

/// <summary>What a look says as a whole. Pure. Tests: DoctorCommandTests.</summary>
internal static class DoctorWords
{
    public static string Summary(IReadOnlyList<Check> checks)
    {
        var (red, yellow) = (
            checks.Count(check => check.State is CheckState.Red),
            checks.Count(check => check.State is CheckState.Yellow)
        );
        return (red, yellow) switch
        {
            (0, 0) => "All is well: the next issue will go out.",
            (0, _) => "The next issue will go out. Look at what is yellow.",
            _ => "The next issue is in danger. Fix what is red.",
        };
    }
}
