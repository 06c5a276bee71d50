namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// HTML that must not be escaped: rendered Markdown, or the output of a partial.
/// Tests: SandboxTests.
/// </summary>
internal sealed record RawHtml(string Html)
{
    public static string Escape(string text) =>
        text.AsSpan().IndexOfAny("&<>\"'") < 0
            ? text
            : text.Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace(">", "&gt;", StringComparison.Ordinal)
                .Replace("\"", "&quot;", StringComparison.Ordinal)
                .Replace("'", "&#39;", StringComparison.Ordinal);

    public override string ToString() => Html;
}
