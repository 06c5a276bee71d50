using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// An address as a person of the desk may see it: whole, or with its first letter and its domain. Pure.
/// </summary>
internal static partial class ShownAddress
{
    /// <summary>The address of a reader; the words for an erased one when it is empty.</summary>
    /// <param name="isWhole">The person may see readers.</param>
    public static string Of(string email, bool isWhole) =>
        email.Length == 0 ? "an erased reader"
        : isWhole ? email
        : Masked(email);

    /// <summary>A text that can hold addresses, such as what a relay said.</summary>
    /// <param name="isWhole">The person may see readers.</param>
    public static string In(string text, bool isWhole) =>
        isWhole ? text : Address.Replace(text, match => Masked(match.Value));

    private static string Masked(string email)
    {
        var before = MailDomain.Before(email);
        return before.Length is 0 || before.Length == email.Length ? "…" : $"{email[..1]}…@{MailDomain.Of(email)}";
    }

    [GeneratedRegex(@"[^\s<>()\[\],;:""'@=]+@[^\s<>()\[\],;:""'@]+", RegexOptions.CultureInvariant)]
    private static partial Regex Address { get; }
}
