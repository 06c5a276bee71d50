namespace Newsletter.Dispatcher.Health;

/// <summary>Texts of the form <c>v=DKIM1; p=…</c> (RFC 6376 3.2), which DMARC has too. Tests: VerdictTests.</summary>
internal static class DnsTags
{
    /// <summary>Values by tag, without blanks; of a tag that comes twice the first.</summary>
    public static IReadOnlyDictionary<string, string> Read(string text)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split(';'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                tags.TryAdd(
                    part[..equals].Trim().ToLowerInvariant(),
                    string.Concat(part[(equals + 1)..].Where(c => !char.IsWhiteSpace(c)))
                );
            }
        }

        return tags;
    }
}
