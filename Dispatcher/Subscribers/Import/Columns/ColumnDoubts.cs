namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>
/// Finds the columns that must not be passed over by the words in their names, in the languages that exports are
/// written in.
/// A name too many costs an option; a name too few mails somebody who said no. Pure.
/// </summary>
internal static class ColumnDoubts
{
    /// <summary>Consent to another channel, as long as the name does not speak of email too.</summary>
    private static readonly HashSet<string> OtherChannels =
    [
        "sms",
        "mms",
        "rcs",
        "phone",
        "telephone",
        "telefon",
        "telefono",
        "tel",
        "mobile",
        "push",
        "telegram",
        "viber",
        "fax",
        "voice",
        "call",
        "calls",
    ];

    private static readonly HashSet<string> EmailWords =
    [
        "email",
        "emails",
        "mail",
        "mails",
        "newsletter",
        "newsletters",
        "all",
        "any",
    ];

    /// <summary>Such a cell is filled for everybody, and says where something is, not what somebody wants.</summary>
    private static readonly HashSet<string> Pointers = ["url", "link", "token", "hash", "ip", "latitude", "longitude"];

    /// <summary>
    /// Beside one of these, <c>state</c>, <c>mailing</c>, <c>billing</c> and <c>type</c> belong to a postal address.
    /// </summary>
    private static readonly HashSet<string> AddressWords =
    [
        "address",
        "address1",
        "address2",
        "street",
        "city",
        "town",
        "zip",
        "zipcode",
        "postal",
        "postcode",
        "region",
        "province",
        "county",
        "country",
        "code",
        "home",
        "work",
        "shipping",
        "abbreviation",
        "federal",
        "company",
        "fax",
    ];

    /// <summary>Things that have a status or a type and are no subscription.</summary>
    private static readonly HashSet<string> OtherThings =
    [
        "marital",
        "civil",
        "family",
        "relationship",
        "order",
        "fulfillment",
        "employment",
        "military",
        "device",
        "browser",
        "client",
        "file",
        "source",
        "record",
        "object",
        "content",
        "industry",
        "blood",
        "card",
        "html",
    ];

    /// <summary>Beside one of these, <c>active</c> and <c>lifetime</c> are figures.</summary>
    private static readonly HashSet<string> Figures =
    [
        "last",
        "days",
        "day",
        "minutes",
        "hours",
        "value",
        "spend",
        "spent",
        "revenue",
        "orders",
        "amount",
        "amounts",
    ];

    private static readonly string[] DepartureStems =
    [
        "unsub",
        "optout",
        "optedout",
        "optsout",
        "bounc",
        "blacklist",
        "blocklist",
        "denylist",
        "suppress",
        "complain",
        "undeliver",
        "donotemail",
        "donotmail",
        "donotcontact",
        "donotsend",
        "dontemail",
        "dontmail",
        "nomail",
        "noemail",
        "cancel",
        "churn",
        "unreach",
        "abgemeld",
        "abmeld",
        "abbestell",
        "kundig",
        "kuendig",
        "widerruf",
        "widersp",
        "gesperrt",
        "ausgetragen",
        "geloscht",
        "geloescht",
        "unzustell",
        "desabon",
        "desinscri",
        "resilia",
        "supprim",
        "refus",
        "plainte",
        "rejet",
        "desuscri",
        "desapunt",
        "rebot",
        "eliminad",
        "bloquead",
        "rechaz",
        "queja",
        "descadastr",
        "descad",
        "desinscrev",
        "disiscri",
        "cancellat",
        "annullat",
        "rimbalz",
        "bloccat",
        "uitgeschreven",
        "uitschrijv",
        "afgemeld",
        "opgezegd",
        "wypisan",
        "rezygn",
        "avregistr",
        "avprenum",
        "avmeld",
        "afmeld",
        "peruutt",
        "odhlas",
        "leiratkoz",
        "отпис",
        "отказ",
        "取消",
        "退订",
    ];

    private static readonly HashSet<string> DepartureWords =
    [
        "left",
        "leave",
        "leaver",
        "leavers",
        "leaving",
        "deceased",
        "removed",
        "deleted",
        "cleaned",
        "spam",
        "junk",
        "abuse",
        "blocked",
        "banned",
        "invalid",
        "inactive",
        "disabled",
        "deactivated",
        "archived",
        "quit",
        "departed",
        "departure",
        "gone",
        "dead",
        "stop",
        "stopped",
        "rejected",
        "revoked",
        "withdrawn",
        "withdrew",
        "withdrawal",
        "objection",
        "objected",
        "excluded",
        "exclude",
        "exclusion",
        "unwanted",
        "forgotten",
        "erased",
        "dropped",
        "muted",
        "vacation",
        "resigned",
        "terminated",
        "hardbounce",
        "dnc",
        "dne",
        "dnm",
        "baja",
        "bajas",
        "inaktiv",
        "inactif",
        "inactivo",
        "inattivo",
        "inativo",
        "geblockt",
        "blockiert",
        "austritt",
        "ausgetreten",
        "parti",
        "sorti",
    ];

    private static readonly string[] ConsentStems =
    [
        "optin",
        "optedin",
        "optsin",
        "optstatus",
        "consent",
        "consens",
        "gdpr",
        "dsgvo",
        "rgpd",
        "lgpd",
        "ccpa",
        "permission",
        "subscribed",
        "acceptsmarketing",
        "acceptsemail",
        "emailable",
        "mailable",
        "marketable",
        "contactable",
        "legalbasis",
        "rechtsgrundlage",
        "sendable",
        "einwillig",
        "einverst",
        "zustimm",
        "erlaub",
        "angemeldet",
        "abonniert",
        "bestatigt",
        "bestaetigt",
        "werbung",
        "autoris",
        "autoriz",
        "abonne",
        "suscri",
        "inscrit",
        "acept",
        "aceit",
        "iscritt",
        "toestemm",
        "ingeschreven",
        "aangemeld",
        "zgoda",
        "samtyck",
        "samtykk",
        "souhlas",
        "hozzajarul",
        "соглас",
        "подпис",
        "同意",
    ];

    private static readonly HashSet<string> ConsentWords =
    [
        "marketing",
        "newsletter",
        "newsletters",
        "active",
        "activated",
        "aktiv",
        "actif",
        "activo",
        "attivo",
        "ativo",
        "actief",
        "enabled",
        "confirmed",
        "confirmation",
        "verified",
        "validated",
        "valid",
        "approved",
        "allowed",
        "allow",
        "allows",
        "agree",
        "agreed",
        "agrees",
        "agreement",
        "accept",
        "accepts",
        "accepted",
        "acceptance",
        "receive",
        "receives",
        "receiving",
        "want",
        "wants",
        "wanted",
        "deliverable",
        "doi",
        "promo",
        "promotional",
        "promotions",
        "permitted",
        "authorized",
        "privacy",
        "whitelisted",
    ];

    /// <summary>
    /// Such words alone ask whether somebody is a subscriber; beside others (a date, a country) they do not.
    /// </summary>
    private static readonly HashSet<string> MembershipWords =
    [
        "is",
        "has",
        "subscriber",
        "subscribers",
        "subscription",
        "subscriptions",
        "subscribe",
        "member",
        "abo",
        "mailing",
        "list",
        .. EmailWords,
    ];

    private static readonly HashSet<string> PreferenceWords = ["preference", "preferences", "frequency"];

    private static readonly HashSet<string> StatusWords =
    [
        "status",
        "state",
        "estado",
        "estatus",
        "statut",
        "etat",
        "stato",
        "standing",
        "zustand",
        "stan",
        "stav",
        "tila",
        "situacao",
        "статус",
        "状态",
    ];

    private static readonly string[] TermStems =
    [
        "expir",
        "renew",
        "paiduntil",
        "paidthrough",
        "paidthru",
        "paidtill",
        "paidto",
        "validuntil",
        "validto",
        "validthrough",
        "trialend",
        "trialstart",
        "freetrial",
        "subscriptionend",
        "subscriptiontype",
        "periodend",
        "nextpayment",
        "nextcharge",
        "nextbill",
        "nextinvoice",
        "duedate",
        "enddate",
        "endsat",
        "endson",
        "membership",
        "mitgliedschaft",
        "complimentary",
        "ablauf",
        "ablaeuf",
        "lauftab",
        "laeuftab",
        "gultigbis",
        "gueltigbis",
        "bezahltbis",
        "laufzeit",
        "verlanger",
        "verlaenger",
        "probe",
        "vencim",
        "caduc",
        "renov",
        "echeance",
        "essai",
        "scaden",
        "rinnov",
        "verloopt",
        "verleng",
        "validade",
        "истек",
        "срок",
    ];

    private static readonly HashSet<string> TermWords =
    [
        "trial",
        "trials",
        "trialing",
        "plan",
        "plans",
        "tier",
        "tiers",
        "term",
        "type",
        "typ",
        "tipo",
        "billing",
        "premium",
        "paid",
        "paying",
        "payer",
        "comp",
        "comped",
        "gift",
        "gifted",
        "founding",
        "patron",
        "pledge",
        "lifetime",
        "lapsed",
        "until",
        "till",
        "ends",
        "end",
        "tarif",
        "tarifa",
        "bezahlt",
        "pagado",
        "paye",
        "vence",
        "expire",
        "expires",
        "package",
        "level",
    ];

    /// <summary>What a column may say, by its name as it stands in the file.</summary>
    public static ColumnDoubt Of(string name)
    {
        var words = ColumnName.Words(name);
        var joined = string.Concat(words);
        if (OwnNames.MeaningOf(name) is not null || words.Any(Pointers.Contains) || IsOfAnotherChannel(words, joined))
        {
            return ColumnDoubt.None;
        }

        return IsDeparture(words, joined) ? ColumnDoubt.Departure
            : IsStatus(words, joined) ? ColumnDoubt.Status
            : IsTerm(words, joined) ? ColumnDoubt.Term
            : IsConsent(words, joined) ? ColumnDoubt.Consent
            : ColumnDoubt.None;
    }

    private static bool IsOfAnotherChannel(IReadOnlyList<string> words, string joined) =>
        (words.Any(OtherChannels.Contains) || joined.Contains("whatsapp", StringComparison.Ordinal))
        && !words.Any(EmailWords.Contains);

    private static bool IsDeparture(IReadOnlyList<string> words, string joined) =>
        HasStem(joined, DepartureStems) || words.Any(DepartureWords.Contains);

    private static bool IsStatus(IReadOnlyList<string> words, string joined)
    {
        var isOther = words.Any(OtherThings.Contains);
        var isAddress = IsPostal(words) || words.Contains("billing") || words.Contains("mailing");
        var isStatus = words.Any(StatusWords.Contains) && (!isAddress || words.Contains("status"));
        return !isOther && (isStatus || joined.Contains("status", StringComparison.Ordinal));
    }

    private static bool IsTerm(IReadOnlyList<string> words, string joined)
    {
        if (IsPostal(words) || words.Any(Figures.Contains) || words.Any(OtherThings.Contains))
        {
            return HasStem(joined, ["expir", "renew", "paiduntil", "paidthrough"]);
        }

        // "Email type" is HTML or text, "Phone type" home or work.
        var isOfContact =
            words.Contains("type") && words.Any(word => word is "email" or "mail" or "phone" or "company" or "name");
        var isOfInvoice =
            words.Contains("billing") && words.Any(word => word is "state" or "name" or "phone" or "email" or "first");
        return !isOfContact && !isOfInvoice && (HasStem(joined, TermStems) || words.Any(TermWords.Contains));
    }

    private static bool IsConsent(IReadOnlyList<string> words, string joined)
    {
        // "Mailing street" is an address, "Days active" a figure, "Subscribed at" the day of joining.
        if (IsPostal(words) || words.Any(Figures.Contains))
        {
            return HasStem(joined, ["optin", "consent", "gdpr"]);
        }

        var isPreference =
            words.Any(PreferenceWords.Contains)
            && words.Any(word => EmailWords.Contains(word) || (word is "contact" or "communication" or "subscription"));
        return HasStem(joined, ConsentStems)
            || words.Any(ConsentWords.Contains)
            || isPreference
            || (words.All(MembershipWords.Contains) && words.Any(word => !IsNoQuestion(word)));
    }

    /// <summary>True for a part of a postal address; <c>Email address</c> is none.</summary>
    private static bool IsPostal(IReadOnlyList<string> words) =>
        words.Any(AddressWords.Contains) && !words.Any(word => word is "email" or "mail" or "newsletter");

    /// <summary>
    /// Words that ask nothing alone: a column <c>mail</c> or <c>Email list</c> says nothing about a wish.
    /// </summary>
    private static bool IsNoQuestion(string word) =>
        word is "is" or "has" or "all" or "any" or "email" or "emails" or "mail" or "mails" or "list";

    private static bool HasStem(string joined, string[] stems) =>
        stems.Any(stem => joined.Contains(stem, StringComparison.Ordinal));
}
