using System.Globalization;
using System.Text;
using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Accounts;

/// <summary>
/// Which passwords are taken: long ones that are not easily guessed, with whatever characters (NIST SP 800-63B); pure.
/// </summary>
internal static class PasswordRule
{
    public const int Shortest = 12;
    public const int Longest = 200;

    private const int FewestDifferent = 5;

    /// <summary>Names shorter than this stand in many good passwords by chance.</summary>
    private const int ShortestName = 4;

    private static readonly string[] Guessed =
    [
        "password",
        "passwort",
        "qwertz",
        "qwerty",
        "letmein",
        "newsletter",
        "123456789",
        "abcdefgh",
    ];

    /// <summary>Why a password is not taken, to stand behind "The password"; null when it is.</summary>
    /// <param name="email">The address of the account.</param>
    /// <param name="name">Of the person.</param>
    public static string? Problem(string password, string email, string name)
    {
        var plain = Normal(password).ToLowerInvariant();
        return plain.EnumerateRunes().Count() switch
        {
            < Shortest and var length =>
                $"has {length} characters; give at least {Shortest}, such as four words that do not belong together",
            > Longest => $"is longer than {Longest} characters; give a shorter one",
            _ when plain.EnumerateRunes().Distinct().Count() < FewestDifferent =>
                $"has fewer than {FewestDifferent} different characters; give another one",
            _ when IsMostly(plain, MailDomain.Before(email)) || IsMostly(plain, name) =>
                "is little more than the name or the address; give another one",
            _ when Guessed.Any(word => IsMostly(plain, word)) =>
                "is little more than a word that everybody tries first; give another one",
            _ => null,
        };
    }

    /// <summary>
    /// One form of the same characters: two keyboards may make an é differently. A text that is no Unicode stays.
    /// </summary>
    public static string Normal(string password)
    {
        try
        {
            return password.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return password;
        }
    }

    /// <summary>Whether fewer than eight characters are left without the word.</summary>
    private static bool IsMostly(string plain, string word) =>
        word.Trim().ToLower(CultureInfo.InvariantCulture) is { Length: >= ShortestName } found
        && plain.Contains(found, StringComparison.Ordinal)
        && plain.Replace(found, "", StringComparison.Ordinal).Length < 8;
}
