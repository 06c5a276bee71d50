using System.Globalization;

namespace Newsletter.Dispatcher.Addresses;

/// <summary>
/// What a reader should correct in an address that cannot be taken. <see cref="EmailAddress.TryParse"/> names standards
/// and characters for operators; this is for somebody who fills in a form, and the page has the words. Pure.
/// </summary>
/// <param name="Letter">The foreign letter; null for other faults.</param>
internal sealed record AddressAdvice(AddressFault Fault, string? Letter = null)
{
    /// <summary>The advice for a text that is no address.</summary>
    public static AddressAdvice For(string? typed)
    {
        var text = (typed ?? "").Trim();
        return text.Count(c => c == '@') switch
        {
            _ when text.Length == 0 => new(AddressFault.Empty),
            _ when text.Any(char.IsWhiteSpace) => new(AddressFault.Space),
            0 => new(AddressFault.NoAt),
            > 1 => new(AddressFault.Several),
            _ when text.AsSpan().ContainsAny(',', ';') => new(AddressFault.Several),
            _ when Foreign(text) is { } letter => new(AddressFault.ForeignLetter, letter),
            _ when !HasDottedDomain(text) => new(AddressFault.Domain),
            _ => new(AddressFault.Other),
        };
    }

    /// <summary>
    /// The first letter before the @ that is not a plain one; null where there is none that can be seen.
    /// </summary>
    private static string? Foreign(string text)
    {
        var local = text[..text.IndexOf('@', StringComparison.Ordinal)];
        var letters = StringInfo.GetTextElementEnumerator(local);
        while (letters.MoveNext())
        {
            var letter = letters.GetTextElement();
            if (letter.Any(c => !char.IsAscii(c)) && char.IsLetterOrDigit(letter, 0) && letter.Length <= 4)
            {
                return letter;
            }
        }

        return null;
    }

    private static bool HasDottedDomain(string text) =>
        text[(text.IndexOf('@', StringComparison.Ordinal) + 1)..].Split('.') is { Length: > 1 } labels
        && labels.All(label => label.Length > 0);
}
