using System.Diagnostics.CodeAnalysis;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>The only thing that becomes a recipient: an address that was parsed once and can be sent to.</summary>
internal sealed record EmailAddress
{
    private EmailAddress(string value, string key)
    {
        Value = value;
        Key = key;
    }

    /// <summary>As mail is sent to it: local part as given, domain in lower-case ASCII (IDNA).</summary>
    public string Value { get; }

    /// <summary>Equal for equal mailboxes: <see cref="Value"/> in lower case. Duplicates are found by it.</summary>
    public string Key { get; }

    /// <summary>Parses what a person typed.</summary>
    /// <param name="problem">Why it was refused, for the person who typed it; null when it was not.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EmailAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        problem = null;
        var parts = (text ?? "").Trim().Split('@');
        if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0)
        {
            problem = "is no email address";
            return false;
        }

        var value = $"{parts[0]}@{parts[1].ToLowerInvariant()}";
        address = new(value, value.ToLowerInvariant());
        return true;
    }

    /// <summary>Parses an address that is known to be good: a constant, or one that the database holds.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static EmailAddress Parse(string text) =>
        TryParse(text, out var address, out var problem) ? address : throw new FormatException($"{text} {problem}");

    public override string ToString() => Value;
}
