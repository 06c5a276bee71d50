namespace Newsletter.Dispatcher.Suppressions;

/// <summary>What a result means for an address. Tests: SuppressionPolicyTests.</summary>
/// <param name="Verdict">Whether it is suppressed.</param>
/// <param name="Reason">Why, in words that an editor understands; null unless suppressed.</param>
internal readonly record struct Suppression(SuppressionVerdict Verdict, string? Reason)
{
    public static readonly Suppression None = new(SuppressionVerdict.None, null);

    public static readonly Suppression Counted = new(SuppressionVerdict.Counted, null);

    public static Suppression Now(string reason) => new(SuppressionVerdict.Suppress, reason);
}
