using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Audit;

/// <summary>Makes what a person typed fit for the audit, which outlives an erased reader. Pure.</summary>
internal static partial class AuditText
{
    /// <summary>A reason is some words, not a letter.</summary>
    public const int MaxLength = 1000;

    /// <summary>The text in one line, without email addresses, and not too long; null where nothing is left.</summary>
    public static string? Tidy(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var line = Blank.Replace(Address.Replace(text, "[address]"), " ").Trim();
        return line.Length == 0 ? null
            : line.Length > MaxLength ? line[..MaxLength]
            : line;
    }

    /// <summary>Anything around an @: rather a word too many than an address.</summary>
    [GeneratedRegex("""[^\s<>"'(),;:\[\]]+@[^\s<>"'(),;:\[\]]+""", RegexOptions.CultureInvariant)]
    private static partial Regex Address { get; }

    [GeneratedRegex(@"[\s\p{Cc}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Blank { get; }
}
