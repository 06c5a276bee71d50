namespace Newsletter.Dispatcher.Health;

/// <summary>Which look before a slot it is.</summary>
internal static class LookKind
{
    /// <summary>At <c>Newsletter:CheckAt</c> of the day before.</summary>
    public const string Evening = "evening";

    /// <summary>Half an hour before the first reader's morning.</summary>
    public const string Morning = "morning";
}
