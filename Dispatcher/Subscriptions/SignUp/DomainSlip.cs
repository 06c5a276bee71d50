using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// Finds the address that somebody meant who mistyped one of the world's most used mail domains: <c>gmial.com</c>. It
/// only asks; it refuses nothing, because the domain may be right. Pure.
/// </summary>
internal static class DomainSlip
{
    /// <summary>A shorter name is one letter away from too many others that are real.</summary>
    private const int ShortestForEdits = 5;

    /// <summary>The most used first: the first that fits is the one that is asked for.</summary>
    private static readonly string[] Known =
    [
        "gmail.com",
        "yahoo.com",
        "hotmail.com",
        "outlook.com",
        "icloud.com",
        "aol.com",
        "live.com",
        "msn.com",
        "googlemail.com",
        "gmx.de",
        "gmx.net",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "web.de",
        "t-online.de",
        "freenet.de",
        "hotmail.co.uk",
        "hotmail.fr",
        "hotmail.de",
        "hotmail.it",
        "hotmail.es",
        "outlook.de",
        "outlook.fr",
        "outlook.es",
        "yahoo.co.uk",
        "yahoo.fr",
        "yahoo.de",
        "yahoo.it",
        "yahoo.es",
        "yahoo.ca",
        "yahoo.co.in",
        "yahoo.co.jp",
        "yahoo.com.br",
        "btinternet.com",
        "comcast.net",
        "verizon.net",
        "orange.fr",
        "wanadoo.fr",
        "laposte.net",
        "libero.it",
        "protonmail.com",
        "proton.me",
        "fastmail.com",
        "naver.com",
        "yandex.ru",
        "mail.ru",
        "mail.com",
        "email.com",
        "ymail.com",
        "me.com",
        "mac.com",
        "qq.com",
        "163.com",
    ];

    /// <summary>What fingers make of an ending. Some are endings of countries, so they count only behind a known name.
    /// </summary>
    private static readonly Dictionary<string, string> Endings = new(StringComparer.Ordinal)
    {
        ["con"] = "com",
        ["cmo"] = "com",
        ["ocm"] = "com",
        ["co"] = "com",
        ["cm"] = "com",
        ["om"] = "com",
        ["vom"] = "com",
        ["xom"] = "com",
        ["cim"] = "com",
        ["cpm"] = "com",
        ["comm"] = "com",
        ["coom"] = "com",
        ["ccom"] = "com",
        ["nte"] = "net",
        ["ner"] = "net",
        ["ney"] = "net",
        ["met"] = "net",
        ["dee"] = "de",
        ["ed"] = "de",
        ["couk"] = "co.uk",
        ["co.u"] = "co.uk",
        ["co.ku"] = "co.uk",
        ["uk.co"] = "co.uk",
    };

    /// <summary>The address that was probably meant; null where nothing looks mistyped.</summary>
    public static EmailAddress? Meant(EmailAddress typed)
    {
        if (Known.Contains(typed.Domain, StringComparer.Ordinal))
        {
            return null;
        }

        var dot = typed.Domain.IndexOf('.', StringComparison.Ordinal);
        var (name, ending) = (typed.Domain[..dot], typed.Domain[(dot + 1)..]);
        return Known.FirstOrDefault(domain => IsMeant(domain, name, ending)) is { } meant ? typed.At(meant) : null;
    }

    private static bool IsMeant(string known, string name, string ending)
    {
        var dot = known.IndexOf('.', StringComparison.Ordinal);
        var (knownName, knownEnding) = (known[..dot], known[(dot + 1)..]);
        return (ending == knownEnding || Endings.GetValueOrDefault(ending) == knownEnding)
            && (name == knownName || IsSlip(name, knownName));
    }

    /// <summary>One letter too many, too few or wrong, or two neighbours that changed places.</summary>
    private static bool IsSlip(string name, string known) =>
        DidYouMean.Distance(name, known) == 1
        && (
            known.Length >= ShortestForEdits
            || (name.Length == known.Length && name.Order().SequenceEqual(known.Order()))
        );
}
