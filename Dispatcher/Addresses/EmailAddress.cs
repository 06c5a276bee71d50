using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Newsletter.Dispatcher.Addresses;

/// <summary>The only thing that becomes a recipient: an address that was parsed once and can be sent to.</summary>
/// <remarks>
/// A subset of RFC 5321 4.1.2 on purpose: one mailbox <c>local@domain</c>, a dot-atom before the @, a domain name after
/// it. Refused although lawful: display names, comments, quoted local parts that need their quotes, address literals,
/// non-ASCII local parts (RFC 6531), single-label and special-use domains (RFC 6761).
/// </remarks>
internal sealed record EmailAddress
{
    /// <summary>RFC 5321 4.5.3.1.3: a path has 256 octets, two of them are its angle brackets.</summary>
    private const int MaxLength = 254;

    /// <summary>RFC 5321 4.5.3.1.1.</summary>
    private const int MaxLocalLength = 64;

    private EmailAddress(string local, string domain)
    {
        Value = $"{local}@{domain}";
        Key = Value.ToLowerInvariant();
        Shortened = $"{local[0]}***@{domain}";
        Domain = domain;
    }

    /// <summary>As mail is sent to it: local part as given, domain in lower-case ASCII (IDNA).</summary>
    public string Value { get; }

    /// <summary>Equal for equal mailboxes: <see cref="Value"/> in lower case. Duplicates are found by it.</summary>
    public string Key { get; }

    /// <summary>The part after the @: in lower-case ASCII (IDNA), with at least one dot.</summary>
    public string Domain { get; }

    /// <summary>For logs: <c>a***@example.org</c>.</summary>
    public string Shortened { get; }

    /// <summary>
    /// For logs: <see cref="Shortened"/> of a typed text; a question mark for a text that is no address.
    /// </summary>
    public static string Shorten(string text) => TryParse(text, out var address, out _) ? address.Shortened : "?";

    /// <summary>For a page that a stranger may look at: <c>a…@e….org</c>. Its owner knows it again.</summary>
    public string Masked => $"{Value[0]}…@{Domain[0]}…{Value[Value.LastIndexOf('.')..]}";

    /// <summary>Parses what a person typed. White space around it is ignored, line breaks and tabs are not.</summary>
    /// <param name="problem">
    /// Why it was refused and what to do, to stand behind the address; null when it was not refused.
    /// </param>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out EmailAddress? address,
        [NotNullWhen(false)] out string? problem
    )
    {
        address = null;
        var typed = Trim(text ?? "");
        problem = WrongText(typed);
        if (problem is not null)
        {
            return false;
        }

        var at = typed.LastIndexOf('@');
        var local = Unquoted(typed[..at]);
        problem = WrongLocalPart(local);
        if (problem is not null)
        {
            return false;
        }

        var domain = MailDomain.Read(typed[(at + 1)..]);
        problem = domain.Problem ?? WrongLength(local.Length + 1 + domain.Value.Length);
        if (problem is not null)
        {
            return false;
        }

        address = new(local, domain.Value);
        return true;
    }

    /// <summary>Parses an address that is known to be good: a constant, or one that the database holds.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static EmailAddress Parse(string text) =>
        TryParse(text, out var address, out var problem) ? address : throw new FormatException($"{text} {problem}");

    /// <summary>The same name at another domain, which is known to be good.</summary>
    public EmailAddress At(string domain) => Parse($"{Value[..Value.LastIndexOf('@')]}@{domain}");

    public override string ToString() => Value;

    /// <summary>Not <see cref="string.Trim()"/>, which would let a line break at the end pass.</summary>
    private static string Trim(string text)
    {
        static bool IsBlank(char c) => char.IsWhiteSpace(c) && !char.IsControl(c);

        var (start, end) = (0, text.Length);
        while (start < end && IsBlank(text[start]))
        {
            start++;
        }

        while (end > start && IsBlank(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary>
    /// What can be said before it is known which part is which. Null leaves exactly one @ outside quotes.
    /// </summary>
    private static string? WrongText(string text)
    {
        if (text.Length == 0)
        {
            return "is empty; an address looks like ana@example.org";
        }

        if (WrongCharacter(text) is { } wrong)
        {
            return wrong;
        }

        return text.Count(c => c == '@') switch
        {
            _ when text.AsSpan().ContainsAny('<', '>') =>
                "has < or > around it; give the address alone, without a name",
            _ when text.AsSpan().ContainsAny('(', ')') => "has a comment in brackets; leave the comment out",
            _ when text.AsSpan().ContainsAny(',', ';') => "has a comma or semicolon; give one address at a time",
            _ when text.Any(char.IsWhiteSpace) => "has a space inside; take it out",
            _ when text.Contains('\\', StringComparison.Ordinal) => "has a backslash; take it out",
            0 => "has no @; an address looks like ana@example.org",
            1 when text[0] == '@' => "has nothing before the @; an address looks like ana@example.org",
            1 when text[^1] == '@' => "has nothing after the @; an address looks like ana@example.org",
            1 => WrongLength(text.Length > 10 * MaxLength ? text.Length : 0),
            _ => "has more than one @; give one address at a time",
        };
    }

    /// <summary>Control and invisible characters, by name, because the person who typed them cannot see them.</summary>
    private static string? WrongCharacter(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (
                category
                is UnicodeCategory.Control
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
            )
            {
                return $"has a control character or line break (U+{rune.Value:X4}); take it out";
            }

            if (category is UnicodeCategory.Format || rune == Rune.ReplacementChar)
            {
                return $"has a character that cannot be seen (U+{rune.Value:X4}); type the address anew";
            }
        }

        return null;
    }

    /// <summary>
    /// <c>"ana"@example.org</c> is the mailbox ana@example.org (RFC 5321 4.1.2 asks to send it without quotes).
    /// </summary>
    private static string Unquoted(string local) =>
        local.Length > 2 && local[0] == '"' && local[^1] == '"' && WrongLocalPart(local[1..^1]) is null
            ? local[1..^1]
            : local;

    private static string? WrongLocalPart(string local)
    {
        if (local.FirstOrDefault(c => !char.IsAscii(c)) is var foreign and not '\0')
        {
            return $"has {foreign} before the @, which needs SMTPUTF8 and is not taken; give an address in plain "
                + "letters";
        }

        return local.FirstOrDefault(c => !IsAtomText(c) && c != '.') switch
        {
            '"' => "has quotes before the @ that it cannot do without; such an address is not taken, give another",
            not '\0' and var c => $"has {c} before the @; take it out",
            _ when local.StartsWith('.') || local.EndsWith('.') =>
                "has a dot at the start or right before the @; take it out",
            _ when local.Contains("..", StringComparison.Ordinal) => "has two dots in a row; take one out",
            _ when local.Length > MaxLocalLength =>
                $"has {local.Length} characters before the @; at most {MaxLocalLength} are possible",
            _ => null,
        };
    }

    private static string? WrongLength(int length) =>
        length > MaxLength ? $"has {length} characters; at most {MaxLength} are possible" : null;

    /// <summary>RFC 5322 3.2.3.</summary>
    private static bool IsAtomText(char c) =>
        char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal);
}
