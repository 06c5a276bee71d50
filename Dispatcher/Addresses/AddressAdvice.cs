using System.Globalization;

namespace Newsletter.Dispatcher.Addresses;

/// <summary>
/// Tells a reader how to correct an address that cannot be taken. <see cref="EmailAddress.TryParse"/> names standards
/// and characters for operators; this is for somebody who fills in a form. Pure.
/// </summary>
internal static class AddressAdvice
{
    private const string Example = "kim@example.org";

    /// <summary>A whole sentence for a text that is no address.</summary>
    public static string For(string? typed)
    {
        var text = (typed ?? "").Trim();
        return text.Count(c => c == '@') switch
        {
            _ when text.Length == 0 => "Type your email address here.",
            _ when text.Any(char.IsWhiteSpace) =>
                $"There is a space in this address. Take it out; an address looks like {Example}.",
            0 => $"An address has an @ in it, like {Example}.",
            > 1 => $"Type one address only, like {Example}.",
            _ when text.AsSpan().ContainsAny(',', ';') => $"Type one address only, like {Example}.",
            _ when Foreign(text) is { } letter =>
                $"We cannot write to an address that has {letter} before the @. Type one in plain letters, like "
                    + $"{Example}.",
            _ when !HasDottedDomain(text) =>
                $"Something is missing behind the @. Type the whole address, like {Example}.",
            _ => $"We cannot write to this address. Please look at it once more; an address looks like {Example}.",
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
