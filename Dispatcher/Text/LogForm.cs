namespace Newsletter.Dispatcher.Text;

/// <summary>Which form the log of the service has.</summary>
internal static class LogForm
{
    /// <summary>The name of the formatter.</summary>
    /// <param name="json">The setting <c>Logging:Json</c>.</param>
    /// <param name="journal">What systemd says of the journal that it reads (<c>JOURNAL_STREAM</c>); null without
    /// systemd.</param>
    /// <param name="isRedirected">False at a terminal, which may have the variable from the service that opened
    /// it.</param>
    public static string Choose(bool json, string? journal, bool isRedirected) =>
        json ? JsonLines.FormatName
        : isRedirected && journal is { Length: > 0 } ? JournalLines.FormatName
        : LogLines.FormatName;

    /// <inheritdoc cref="Choose"/>
    public static string OfProcess(bool json) =>
        Choose(json, Environment.GetEnvironmentVariable("JOURNAL_STREAM"), Console.IsOutputRedirected);
}
