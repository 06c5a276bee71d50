namespace Newsletter.Dispatcher.Settings;

/// <summary>What the service writes into its log, and in which form. Section <c>Logging</c>.</summary>
internal sealed record LoggingSettings
{
    /// <summary>One JSON object a line, for a log store.</summary>
    public bool Json { get; init; }

    /// <summary>The least level that is written. <c>debug</c> has a line for each delivery that was not
    /// taken.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;
}
