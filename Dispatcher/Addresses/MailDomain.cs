using System.Globalization;

namespace Newsletter.Dispatcher.Addresses;

/// <summary>The part of an address after the @: a domain name that mail can reach.</summary>
internal static class MailDomain
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>
    /// What stands behind the last @ of an address, as it is written; the whole text where there is none.
    /// </summary>
    public static string Of(string address) => Of(address.AsSpan()).ToString();

    /// <inheritdoc cref="Of(string)"/>
    /// <remarks>Allocates nothing.</remarks>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> address) => address[(address.LastIndexOf('@') + 1)..];

    /// <summary>What stands before the last @ of an address; the whole text where there is none.</summary>
    public static string Before(string address) =>
        address.LastIndexOf('@') is var at and >= 0 ? address[..at] : address;

    /// <summary>RFC 6761 and RFC 6762: names that never lead to a mailbox on another network.</summary>
    private static readonly string[] SpecialNames = ["localhost", "test", "invalid", "local"];

    /// <summary>The domain in lower-case ASCII (IDNA), or why it is none; then the value is as given.</summary>
    public static Checked<string> Read(string typed)
    {
        if (typed.Contains('[', StringComparison.Ordinal))
        {
            return new(typed, "has an IP address after the @; give a domain name such as example.org");
        }

        var ascii = ToAscii(typed);
        return ascii is null
            ? new(typed, "has no domain name after the @; one looks like example.org")
            : new(ascii, Wrong(ascii));
    }

    /// <summary>
    /// Null for a name that IDNA (RFC 5891, with UTS 46's mapping to NFC) cannot encode, or an xn-- label that no name
    /// encodes to.
    /// </summary>
    private static string? ToAscii(string typed)
    {
        var name = typed.ToLowerInvariant();
        if (name.All(char.IsAscii) && !name.Contains("xn--", StringComparison.Ordinal))
        {
            return name;
        }

        try
        {
            var ascii = Idn.GetAscii(name).ToLowerInvariant();
            return Idn.GetAscii(Idn.GetUnicode(ascii)) == ascii ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Letters, digits and hyphens (RFC 952, RFC 1123 2.1), with a dot, and no special-use name.</summary>
    private static string? Wrong(string domain)
    {
        if (domain.EndsWith('.'))
        {
            return "ends with a dot; take it out";
        }

        var labels = domain.Split('.');
        if (labels.Any(label => label.Length == 0))
        {
            return "has a dot too many after the @; take it out";
        }

        if (
            domain.FirstOrDefault(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.')) is var wrong and not '\0'
        )
        {
            return $"has {wrong} after the @; a domain name has letters, digits, hyphens and dots";
        }

        if (labels.Any(label => label.StartsWith('-') || label.EndsWith('-')))
        {
            return "has a hyphen at the start or end of a name after the @; take it out";
        }

        if (domain.Length > MaxLength || labels.Any(label => label.Length > MaxLabelLength))
        {
            return $"has a domain that is too long; {MaxLength} characters and {MaxLabelLength} between dots are "
                + "possible";
        }

        return labels switch
        {
            _ when SpecialNames.Contains(labels[^1]) =>
                $"has a domain that the internet does not know (.{labels[^1]}); give a public one",
            [_] => "has no dot after the @; a domain looks like example.org",
            _ when labels[^1].All(char.IsAsciiDigit) =>
                "has an IP address or number after the @; give a domain name such as example.org",
            _ => null,
        };
    }
}
