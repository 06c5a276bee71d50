using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// Tells the notice of a mail system from a mail that speaks of one: a ticket, a digest or a person quotes the same
/// words, but behind words of its own, in quotation marks or behind <c>&gt;</c>. Pure.
/// </summary>
internal static partial class NoticeShapes
{
    /// <summary>Lines with words in which the statement has to be.</summary>
    private const int OpeningLines = 14;

    private const int FirstLines = 3;
    private const int MostLines = 400;
    private const int MostLine = 600;

    public static NoticeShape Of(IReadOnlyList<string> notice)
    {
        var lines = Own(notice);
        var opening = Opening(lines, OpeningLines);
        var statement = Statement.Match(opening);
        var hasHeadline = lines.Take(OpeningLines).Any(line => Headline.IsMatch(line));
        if (!(statement.Success || hasHeadline) || Desk.IsMatch(statement.Success ? opening[..statement.Index] : ""))
        {
            return NoticeShape.None;
        }

        var hasReason = lines.Any(line => Reason.IsMatch(line));
        return !hasReason && Waits.IsMatch(opening)
            ? NoticeShape.None
            : new(
                HasStatement: true,
                IsFirst: Statement.IsMatch(Opening(lines, FirstLines)),
                HasAddress: lines.Any(IsAddress),
                HasLabel: lines.Any(line => Label.IsMatch(line)),
                hasReason,
                IsAutomatic: Automatic.IsMatch(opening)
            );
    }

    /// <summary>The lines before anything that is quoted.</summary>
    private static List<string> Own(IReadOnlyList<string> notice)
    {
        var lines = new List<string>();
        foreach (var line in notice.Take(MostLines))
        {
            var own = line.Length > MostLine ? line[..MostLine] : line;
            if (Quoting.IsMatch(own))
            {
                break;
            }

            lines.Add(own);
        }

        return lines;
    }

    private static string Opening(List<string> lines, int most) =>
        Blanks.Replace(
            Quotation.Replace(
                string.Join('\n', lines.Where(line => line.Any(char.IsLetterOrDigit)).Take(most)),
                "\"\""
            ),
            " "
        );

    private static bool IsAddress(string line) =>
        line.Contains('@', StringComparison.Ordinal) && (AddressFirst.IsMatch(line) || AddressLast.IsMatch(line));

    /// <summary>"&gt;" of a quotation, not "&gt;&gt;&gt; RCPT" of a transcript; "Ana wrote:".</summary>
    [GeneratedRegex(
        @"^\s*>(?!>>\s)|\b(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|napisał\w*|skrev|yazdı|пишет|"
            + @"написал\w*)\s*:\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Quoting { get; }

    [GeneratedRegex(
        "\"[^\"\\n]{0,400}\"|“[^”]{0,400}”|«[^»]{0,400}»|„[^“”]{0,400}[“”]|「[^」]{0,400}」",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Quotation { get; }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks { get; }

    /// <summary>
    /// What a message's fate is told with. Subjects of other mails, as a digest lists them, have no verb.
    /// </summary>
    [GeneratedRegex(
        @"could ?n['o]?t (?:\w+ ){0,3}(?:be )?(?:\w+ )?(?:deliver|sent|send|reach|transmit)"
            + @"|(?:can['no ]{0,3}t|was ?n['o]?t|were not|is not|(?:has|have) not (?:yet )?been|not|unable to|"
            + @"failed to|wasn't able to) (?:been |be |able to be |able to |successfully )*(?:deliver|sent|send|reach|"
            + @"transmit|process)"
            + @"|^\W*(?:\w+ ){0,6}undeliver|(?:was|is|were|as|following|these) undeliver"
            + @"|fail(?:ed|ure|s)? (?:\w+ ){0,2}(?:deliver|sen[dt]|transfer)|deliver\w* (?:\S+ ){0,8}?(?:fail|problem|"
            + @"error|unsuccessful)"
            + @"|(?:following|these) (?:\w+ )?(?:address|recipient)\S* (?:had|fail|could|can|was|were|have|return)|"
            + @"failed addresses"
            + @"|did not reach|(?:was|were|been|is|and|automatically) (?:rejected|returned|refused|bounced|delayed|"
            + @"discarded|blocked)|email bounced"
            + @"|transcript of session|failure reasons?|(?:error|problem|trouble)\w* (?:\w+ ){0,5}(?:send|deliver)|"
            + @"did not accept|still undelivered"
            + @"|would have exceeded"
            + @"|nicht (?:\w+ ){0,3}(?:zugestellt|zustellbar|ausgeliefert|gesendet|übermittelt)|unzustellbar|"
            + @"konnten? nicht"
            + @"|n'a (?:\w+ )?(?:pas|pu)|n'ont pas|échec|non remis|impossible de"
            + @"|no (?:se )?(?:ha|pudo|puede|fue|han)\b|no entregado|não (?:pôde|foi|pode)|nao (?:pode|foi)|"
            + @"falha (?:na|ao|de)"
            + @"|non (?:è|e'|può|si) |non recapit|impossibile|niet (?:\w+ ){0,3}(?:bezorg|aflever|afgelever|verzond|"
            + @"verstuur|besteld)|onbestelbaar|kon niet|kan niet"
            + @"|nie (?:mog|został|może|udało|dostarcz)|niedostarcz|не (?:\w+ ){0,2}(?:доставлен|может|удалось|был)|"
            + @"недоставлен"
            + @"|kunde inte|kunne ikke|kan inte|kan ikke|ej levere|teslim edil|iletilem|gönderilem|ei voitu|"
            + @"nem (?:lehetett|sikerült)|nu a putut|nebylo|nelze|δεν (?:ήταν|μπορ|παραδ)"
            + @"|送信できま|配信できま|届きま|送信されま|送信に失敗|配信エラー|無法|无法|退信|失败|不能|배달되지|전달되지|전송하지|전송 실패",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Multiline
    )]
    private static partial Regex Statement { get; }

    /// <summary>The first words of a line by which small systems tell it.</summary>
    [GeneratedRegex(
        @"^\W*(?:undeliver(?:able|ed) to\b|(?:error: )?(?:unknown|invalid|no such) (?:user|recipient|mailbox|address|"
            + @"final)"
            + @"|(?:user )?mailbox (?:is full|exceeds)|the user\(s\) account)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Headline { get; }

    [GeneratedRegex(
        @"[^:]{8,}:\s*<?[\w!#$%&*+\-/=?^`{|}~.]{1,64}@[A-Za-z0-9][A-Za-z0-9\-.]{0,253}>?\s*$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Label { get; }

    /// <summary>Words before the statement that show another purpose.</summary>
    [GeneratedRegex(
        @"ticket|your (?:request|inquiry|enquiry|question|case|report)|quarantin|digest|moderat|held (?:for|back)|"
            + @"spam folder|junk"
            + @"|case (?:number|id)|thank|monitor|alert\b|forward|summary|\b(?:messages|mails|e-?mails|deliveries)\b"
            + @"|log (?:file|says|shows)|excerpt|confirm|verif",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Desk { get; }

    /// <summary>The message waits for something that a person can do: a challenge, a moderator.</summary>
    [GeneratedRegex(
        @"click (?:here|on|the)|follow(?:ing)? (?:the |this )?link|to (?:release|confirm|verify|approve|prove)|"
            + @"awaiting|moderator"
            + @"|whitelist|allow list|human",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Waits { get; }

    [GeneratedRegex(
        @"created automatically|automatic(?:ally)?[ \-](?:generated|created|bounce)|machine.generated|"
            + @"this is (?:an? )?auto|mail delivery (?:software|system|subsystem)"
            + @"|this is the .{1,60} (?:program|mail ?system|server) at|自動",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Automatic { get; }

    [GeneratedRegex(
        @"^[\s\W]{0,30}(?:[\w\-. /()]{1,40}[:=]\s*)?[<'""(\[«]{0,2}[\w!#$%&*+\-/=?^`{|}~.]{1,64}"
            + @"@[A-Za-z0-9][A-Za-z0-9\-.]{0,253}[>'"")\]»]{0,3}\s*(?:$|[:;,(\[<>\-=]|\.\.\.|on\s|\s\S)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex AddressFirst { get; }

    /// <summary>"Failed to deliver to 'ana@example.org'".</summary>
    [GeneratedRegex(
        @"^[^""“«]{1,120}(?:\bto\b|recipients?|address|user|mailbox|userid|size|for|an|à|para|a|do|naar|для|"
            + @"till)\b[^@""“«]{0,20}?[:\s][<'(]{0,2}[\w!#$%&*+\-/=?^`{|}~.]{1,64}"
            + @"@[A-Za-z0-9][A-Za-z0-9\-.]{0,253}\W{0,4}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex AddressLast { get; }

    [GeneratedRegex(
        @"^\W*[45]\d\d[\s\-:#,]|^\W*[45]\.\d\.\d|^\W*(?:<<<|>>>|<--|-->|=>)|^\W*(?:In|Out):\s"
            + @"|^\W*(?:the )?(?:error|reason|reject reason|remote host|diagnostic)[\w \-]{0,40}[:=]|\(reason:|"
            + @"^\W*\S+ #[45]\.\d\.\d",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Reason { get; }
}
