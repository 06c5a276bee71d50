using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// The wordings of bounces as data: reasons in the order in which they are looked for, so that what excuses an address
/// comes before what condemns it. Phrases are in lower case; <c>…</c> stands for at most 60 characters; addresses in the
/// text have become <c>@</c>, and links are gone. A phrase starts where a word starts; one of up to four letters is a word.
/// </summary>
internal static partial class BounceWordings
{
    private const int MaxGap = 60;
    private const int MaxWord = 4;
    private const int MaxText = 8000;

    private static readonly (BounceWording Says, string[] Phrases)[] Rules =
    [
        (new(BounceReason.MailboxFull),
        [
            "mailbox full", "mailbox is full", "mailbox…is full", "mailbox is almost full", "mailbox has exceeded", "mailfolder is full", "inbox is full", "mail box full",
            "mailbox…exceed", "mailbox over", "mailbox quota", "mailbox size limit", "maximum mailbox size", "quota exceeded", "exceeded…quota", "exceeds…quota", "exceed…quota",
            "over quota", "overquota", "over the quota", "over-quota", "out of quota", "quotaexceeded", "quota full", "quota violation", "quota limit", "user quota", "disk quota",
            "exceeded storage", "exceeded…storage", "exceeded…disk", "exceeded…allocated", "storage quota", "over…storage limit", "storage limit", "storage space", "out of storage",
            "not enough storage", "not enough disk space", "insufficient storage for", "not enough space", "no space left for user", "over disk", "over the maximum allowed", "over the allowed quota",
            "user is over", "account is over", "account…full", "exceeded the local limit", "exceeds allowed size", "exceeded maximum number of messages", "too much mail", "too many messages in",
            "maildir over", "mailstore full", "folder is full", "is full (#5.2.2", "no room in mailbox", "user has too many messages", "would exceed", "message count limit for user",
            "spool is full", "memory quota", "mapiexceptionshutoffquotaexceeded", "boîte aux lettres…pleine", "boite…pleine", "boîte…pleine", "postfach…voll", "postfach…überfüllt",
            "speicherplatz…erschöpft", "buzón…lleno", "buzon…lleno", "casella…piena", "caixa…cheia", "ящик переполнен", "ящик…переполнен", "容量", "受信箱がいっぱい", "邮箱…满", "信箱已满", "空间…满", "空间不足",
            "quota exceded", "bigger than…mailbox", "too large for…mailbox",
        ]),
        (new(BounceReason.RateLimited),
        [
            "receiving mail at a rate", "receiving mail too quickly", "too many messages", "too many connections", "too many concurrent", "too many recipients", "too many sessions", "too many mails", "too many emails",
            "too many errors", "too many invalid", "too many unknown", "too many bad commands", "rate limit", "ratelimit", "rate-limit", "rate exceeded", "throttl", "connection limit", "connection rate", "message rate",
            "sending rate", "hourly limit", "daily limit", "messages per", "emails per", "per hour", "exceeded the maximum number of", "maximum number of recipients", "exceeds…limit of recipients",
            "sent too much", "sending too many", "too fast", "too frequent", "unusual rate", "slow down", "try again more slowly", "sending limit", "daily sending quota", "maximum…per day", "exceeded the number of messages",
            "excessive…rate", "temporarily deferred due to…volume", "concurrent connections", "concurrency",
        ]),
        (new(BounceReason.Suspended),
        [
            "account…disabled", "account…inactive", "account…suspended", "account…locked", "account…deactivated", "account…expired", "account…closed", "account…frozen", "account…blocked", "account…not active",
            "account has been temporarily", "account is temporarily", "account…unavailable", "account…discontinued", "account…on hold", "account is not currently", "account that you tried to reach is disabled", "account that you tried to reach is inactive",
            "mailbox…disabled", "mailbox…inactive", "mailbox…suspended", "mailbox…locked", "mailbox…frozen", "mailbox…deactivated", "mailbox is blocked", "mailbox currently unavailable", "mailbox temporarily", "mailbox…not active",
            "user…disabled", "user…suspended", "user…inactive", "user…temporary locked", "user…locked", "user is blocked", "user…deactivated", "user is not active", "user account…inactive",
            "recipient…disabled", "recipient…suspended", "recipient…inactive", "recipient…deactivated", "recipient…frozen", "disabled recipient", "inactive recipient", "recipient is not active", "recipient…not currently accepting",
            "email address…disabled", "address…has been suspended", "address is inactive", "disabled due to inactivity", "disabled by administrator", "inactive user", "inactive account", "disabled user", "disableduser", "suspended user",
            "has not been activated", "not been logged", "hasn't been used", "not logged in for", "domain…suspended", "domain is disabled", "domain is inactive", "service…suspended", "email account…deleted temporarily",
            "no longer in service", "this account does not accept", "account…not accepting", "deaktiviert", "gesperrt", "désactivé", "desactivada", "заблокирован", "отключен", "停用", "休止", "利用停止", "禁用",
        ]),
        (new(BounceReason.Moved),
        [
            "has moved to", "mailbox has moved", "user has moved", "recipient has moved", "has been replaced by", "address has changed", "changed his address", "changed their address", "new address is", "user not local; please try", "no forwarding address", "has changed…e-mail address", "has changed…email address",
        ]),
        (new(BounceReason.UserUnknown, IsOwnVoice: true),
        [
            "no mailbox here by that name", "is unavailable: user not found", "delivery error: dd this user doesn't have", "adresse destinataire invalide", "destinataire invalide", "ディレクトリには見つかりません", "ディレクトリのリストにありません", "recipient name is not recognized", "account does not exist at the organization", "address could not be found", "no valid recipients for this", "no such user here by that name", "unknown user:", "unknown local-part", "unknown local part", "invalid final delivery userid", "not listed in domino", "not listed in the domino", "not listed in public name", "not listed in…address book", "recipnotfound", "recipient not found in", "is not known at", "mailbox…does not exist here",
            "the email account that you tried to reach does not exist", "nosuchuser", "address couldn't be found", "address could not be found", "e-mail address was not found in", "email address you entered couldn't be found", "wasn't found at", "mailbox unavailable (", "addressee unknown", "unknown address:", "invalid address:", "invalid recipient:", "bad address:", "not our customer", "no account by that name here", "no such account here",
            "that email address doesn't exist", "delivery…failed because…address does not exist", "unknown alias", "invalid mailbox:", "unknown mailbox:",
            "adresse de messagerie que vous avez entrée est introuvable", "adresse e-mail…introuvable", "e-mail-adresse…nicht gefunden", "empfänger…nicht gefunden", "dirección de correo…no se encontró", "no se encontró…dirección", "non sono riuscito a trovare l'indirizzo", "indirizzo…non trovato", "destinatario non trovato", "não foi possível encontrar…endereço",
        ]),
        (new(BounceReason.UserUnknown, NeedsCode: true),
        [
            "recipient address rejected: access denied",
        ]),
        (new(BounceReason.Refused),
        [
            "all recipient addresses rejected",
        ]),
        (new(BounceReason.SenderRejected),
        [
            "sender's domain", "sender's address", "sender's host", "domain of the sender", "your domain", "your sender", "sender address verif", "sender address could not", "sender address failed", "helo name", "ehlo name",
            "sender address rejected", "sender rejected", "sender denied", "sender is denied", "sender not allowed", "sender verify", "sender verification", "verify sender", "sender address…does not exist", "sender domain", "domain of sender", "domain name sender",
            "sender…not found", "sender is blocked", "sender…blacklist", "sender…block", "sender…not accepted", "sender…invalid", "invalid sender", "bad sender", "unknown sender", "sender unknown", "sender has been", "sender refused", "sender…banned", "originator",
            "mail from…rejected", "mail from…refused", "mail from…does not", "mail from…not", "mailfrom…not", "bad mail from", "from address", "return path", "return-path", "envelope sender", "envelope from", "reverse-path", "reverse path", "cannot resolve address",
            "rejected your address", "your domain", "your email address", "does not accept mail from", "does not accept mail (or", "not accept…from your", "we do not accept mail from", "mail from you", "refused mail from", "list of allowed senders", "not in the allowed", "authorized sender", "allowed to send to", "only accepts mail from",
            "purported responsible", "backscatter", "null sender", "bounces not accepted", "empty envelope senders", "badmailfrom", "unrouteable sender", "unroutable sender", "spoofed", "could not verify your",
        ]),
        (new(BounceReason.Authentication),
        [
            "dmarc", "dkim", "spf ", "spf)", "spf:", "spf_", "(spf", "spf-", "sender policy framework", "unauthenticated", "not authenticated", "authentication checks", "authentication failed", "authentication failure", "authentication required", "email authentication", "domain authentication", "openspf", "sender id", "senderid",
        ]),
        (new(BounceReason.RelayDenied),
        [
            "relay access denied", "relaying denied", "relay denied", "relay not permitted", "relaying not permitted", "unable to relay", "not permitted to relay", "cannot relay", "can't relay", "no relaying", "relaying is prohibited", "relay operation rejected", "relaying not allowed", "relay not allowed", "relaying to", "open relay", "mail relay", "not relay", "relay prohibited", "relaying is not allowed",
            "not a gateway", "not registered gateway", "is not verified", "rcpthosts", "not local host", "not a local domain", "domain not handled", "domain is not handled", "not configured to accept mail for", "we don't handle mail for", "we do not relay", "no such gateway", "relay only", "relaying disallowed", "relay disallowed", "relay is not allowed", "relaying mail to", "insecure mail relay", "must authenticate", "authenticate to", "unverified address",
        ]),
        (new(BounceReason.Blocked),
        [
            "blocked using", "block list", "blocklist", "blacklist", "black list", "black-list", "denylist", "spamhaus", "spamcop", "sorbs", "barracudacentral", "dnsbl", " rbl", "rbl.", "(rbl", "dnswl", "listed in", "listed at", "listed by", "is listed", "on our block", "client host", "client ip", "your ip", "ip address", "your host", "your mail server", "your server", "your network", "sending ip",
            "mail server…rejected", "host rejected", "connection refused by policy", "connection rejected", "connections from", "access denied…ip", "reverse dns", "rdns", "ptr record", " ptr ", "ptr ", "reverse lookup", "invalid ip", "fix reverse", "poor reputation", "low reputation", "reputation", "dynamic ip", "residential", "dial-up", "dialup",
            "banned sending", "blocked by…ip", "not allowed to connect", "no access from", "messages from…weren't sent", "bad helo", "helo command rejected", "need fully-qualified", "invalid helo", "cannot find your hostname", "cannot find your reverse", "denied by…ip", "blocked…isp", "unresolvable", "redundant", "you cannot send e-mail to yourself", "sc-00", "sc-004",
        ]),
        (new(BounceReason.Spam),
        [
            "spam", "unsolicited", "ube", "uce", "bulk mail", "bulk email", "junk mail", "junk email", "scored as", "score exceeds", "score too high", "phish", "blacklisted url", "uribl", "surbl", "content rejected", "message looks like", "considered…advert", "advertis", "appears to be…bulk", "high probability of", "mail rejete", "message rejected by filter", "rejected by content filter", "cloudmark", "gtube", "bayes", "垃圾邮件", "迷惑メール", "спам",
        ]),
        (new(BounceReason.Content),
        [
            "virus", "malware", "infected", "attachment", "trojan", "banned file", "forbidden file", "file type", "banned content", "prohibited content", "media error", "improper use of 8-bit", "8-bit data", "8bitmime", "malformed", "message content", "content error", "bare lf", "bare cr", "bare carriage", "line too long", "lines longer", "mime error", "invalid mime", "header error", "header field", "headers…not", "multiple addresses in from", "from: header", "missing…header", "duplicate header", "rfc 5322", "rfc5322", "rfc 2822", "rfc2822", "rfc 822", "forbidden word", "eicar",
        ]),
        (new(BounceReason.TooLarge),
        [
            "too large", "too big", "size limit", "message size", "maximum size", "max size", "exceeds…size", "exceed…size", "exceeds fixed", "exceeds maximum", "message length", "larger than", "sizelimit", "size exceeds", "message exceeds", "exceeded the size", "maximum allowed size", "zu gross", "zu groß", "trop volumineux", "demasiado grande", "troppo grande",
        ]),
        (new(BounceReason.NoMail),
        [
            "no smtp service", "does not accept mail", "does not accept any mail", "does not receive mail", "doesn't accept mail", "do not accept mail", "doesn't receive mail", "accepts no mail", "not accepting network messages", "not accepting messages", "no mx record", "null mx", "nullmx", "no mail service", "does not accept e-mail", "does not accept email", "host does not receive", "mail not accepted here", "no mail accepted", "not accept any email", "has no mail exchanger", "no mail exchanger", "no mail server for",
        ]),
        (new(BounceReason.Expired),
        [
            "timed out", "time out", "timeout", "retry time not reached", "message expired", "queue.expired", "delivery expired", "expired", "giving up", "gave up", "stopped trying", "has been in the queue", "not be delivered for", "could not be delivered within", "was not delivered within", "not responding", "no response", "did not accept our requests", "socket error", "unable to connect", "could not connect", "cannot connect", "connection refused", "connection reset", "connect to @", "connect to…timed", "failed…attempts", "after…attempts", "could not deliver for", "connection dropped", "lost connection", "conversation with", "connection was", "connection failed", "connection error", "connection…closed", "unable to deliver message after", "retries", "can't connect", "wasn't able to establish", "unreachable for too", "delivery time limit", "maximum queue time", "undeliverable for", "has been delayed", "still being retried", "will be retried", "keep trying", "network is unreachable", "no route to host", "host is down", "server is down", "temporarily", "try again later", "deferred", "queue lifetime", "deliver…hours", "trying to deliver",
        ]),
        (new(BounceReason.Network),
        [
            "not found, try again", "host lookup failed temporarily", "servfail", "temporary dns", "temporary lookup", "temporary failure", "temporary name",
        ]),
        (new(BounceReason.HostUnknown),
        [
            "all host address lookups failed permanently",
            "host unknown", "unknown host", "host not found", "host…not found", "domain not found", "domain…not found", "domain unknown", "unknown domain", "no such domain", "domain does not exist", "domain…does not exist", "domain doesn't exist", "non-existent domain", "nonexistent domain", "nxdomain", "invalid domain", "bad destination system", "bad destination host", "domain is not reachable", "domain isn't reachable",
            "unrouteable address", "unroutable address", "unrouteable mail domain", "unroutable domain", "unroutable mail domain", "unrouteable domain", "couldn't find any host named", "couldn't find any host by that name", "mx records point to non-existent", "mx records point to nonexistent", "couldn't find a mail exchanger", "no such host", "no mx or", "no mx/a", "illegal host/domain", "recipient domain must exist", "domain must resolve", "domain name not found", "can't find domain", "domain couldn't be found", "domain could not be found", "host name not found", "name or service not known", "nodename nor servname",
            "does not exist in dns", "dns domain…does not exist", "no route to domain", "domäne…nicht gefunden", "domaine…introuvable", "домен…не", "domain has no", "hostname nor servname", "host lookup did not complete",
        ]),
        (new(BounceReason.UserUnknown),
        [
            "user unknown", "unknown user", "user…unknown", "no such user", "nosuchuser", "no such recipient", "no such mailbox", "no such account", "no such address", "no such person", "no such email", "no such local", "user not found", "user…not found", "user not exist", "user does not exist", "user…does not exist", "user doesn't exist", "user…doesn't exist", "user is not known", "user not known", "invalid user", "unknown account", "unknown mailbox", "unknown recipient", "unknown address", "unknown email", "unknown e-mail", "unknown or illegal",
            "#5.1.0 address rejected", "unknown to…system", "invalid recipient", "invalid mailbox", "invalid address", "invalid email", "bad recipient", "bad destination mailbox", "bad address", "recipient not found", "recipient…not found", "recipient unknown", "recipient…unknown", "recipient does not exist", "recipient…does not exist", "recipient…doesn't exist", "recipient not exist", "recipient invalid", "recipient no longer", "recipient is not", "recipient not listed", "recipient address…undeliverable", "undeliverable address",
            "mailbox not found", "mailbox…not found", "mailbox does not exist", "mailbox…does not exist", "mailbox doesn't exist", "mailbox unavailable", "mailbox not available", "mailbox unknown", "mailbox is unavailable", "mailbox invalid", "account not found", "account…not found", "account is unavailable", "account has been deleted", "account…been deleted", "account unknown", "account is not known", "account is invalid", "account no longer", "address does not exist", "address…does not exist", "address doesn't exist", "address unknown", "address…unknown", "address not found", "address…not found", "address no longer", "address is invalid", "address is not valid", "address invalid", "address not known", "address not present", "address…not listed", "email address is not", "address you sent", "address no valid", "not a valid user", "not a valid mailbox", "not a valid recipient", "not a valid address", "not a valid email", "not a known user", "not a user", "is not a local", "doesn't have…account", "does not have an account", "doesn't have an account", "have a…account", "no mailbox", "no longer valid", "no longer available", "no longer exist", "no longer accepts", "no longer works", "no longer employed", "left the company", "left our company", "not known here", "unknown here", "not known at this", "cannot find user", "can't find user", "cannot find recipient", "user name not found", "not in our database", "no valid recipients", "no users here", "does not like recipient", "chkuser", "is not accepting mail for", "unknown local", "illegal user", "illegal alias", "email address could not be found", "unable to verify recipient", "not known to us", "delivery to the following recipient…unknown", "user…not recognized", "not recognised", "unrecognized", "not registered", "utilisateur inconnu", "destinataire inconnu", "adresse inconnue", "empfänger unbekannt", "unbekannter empfänger", "unbekannte adresse", "benutzer unbekannt", "existiert nicht", "n'existe pas", "no existe", "non esiste", "não existe", "nao existe", "nie istnieje", "bestaat niet", "desconocido", "sconosciuto", "не существует", "не найден", "недоступен", "不存在", "没有此用户", "无此用户", "找不到收件人", "存在しません", "宛先不明", "ユーザー不明", "존재하지 않", "사용자를 찾을 수 없", "수신자를 찾을 수 없", "見つかりません", "见つかりませんでした",
        ]),
        (new(BounceReason.Policy),
        [
            "mail from…refused", "mail from…rejected", "mail from…not accepted", "not accept mail from", "not accepting mail from", "not welcome",
            "listed on", "listed for", "listing", "blocking", "abuse", "spammer", "firewall", "content rule", "security rule", "for security reasons", "not accepted for", "not accepted due",
            "policy", "policies", "policy reasons", "violation", "not permitted", "administratively", "administrative prohibition", "prohibited", "restricted", "not authorized", "not authorised", "unauthorized", "authorization", "access denied", "access to…denied", "not allowed", "transport rule", "transport.rules", "forbidden", "rejected by the recipient domain", "filtered", "rejected by filter", "by filter", "local policy", "refused by recipient", "recipient…refuse", "grey", "try a different", "blocked", "message refused", "email refused", "mail refused", "message rejected", "unacceptable",
        ]),
        (new(BounceReason.Protocol),
        [
            "syntax error", "command not", "command parameter", "improper sequence", "bad sequence", "sequence of commands", "unrecognized command", "protocol error", "not implemented", "invalid command", "unknown command", "need mail", "need rcpt", "bad command",
        ]),
        (new(BounceReason.Network),
        [
            "name service error", "name server", "nameserver", "dns error", "dns lookup", "dns failure", "lookup failure", "routing", "mail loop", "loop detected", "loops back", "too many hops", "hop count", "looping", "mail for…loops", "cname lookup", "temporary lookup", "lowest numbered mx", "lowest priority mx", "mx problem", "remote host", "network error", "starttls",
        ]),
        (new(BounceReason.System),
        [
            "system error", "internal error", "internal server", "local error", "local configuration", "configuration error", "misconfigur", "server error", "service unavailable", "service currently unavailable", "service not available", "system failure", "cannot open", "can't create", "couldn't create", "permission denied", "input/output", "i/o error", "out of memory", "resources temporarily", "disk full", "no space left", "file system full", "filesystem", "system storage", "mailer error", "procmail", "maildrop", "command died", "exited with", "exit status", "alias expansion", "transaction failed", "error occurred", "unable to write", "unavailable", "on hold",
        ]),
    ];

    /// <summary>What a text says, or null where no wording is known.</summary>
    /// <param name="untrusted">Any text; its first 8000 characters count.</param>
    public static BounceWording? Find(string untrusted)
    {
        var plain = WithoutNames(untrusted.Length > MaxText ? untrusted[..MaxText] : untrusted);
        var text = Blanks.Replace(plain, " ");
        var clauses = MailboxGrammar.Clauses(plain);
        foreach (var (says, phrases) in Rules)
        {
            if (phrases.Any(phrase => Contains(text, phrase)) || Says(clauses, says))
            {
                return says;
            }
        }

        return null;
    }

    /// <summary>Sentences that no phrase foresees. Of the rules of a reason, the general one is the last.</summary>
    private static bool Says(IReadOnlyList<string[]> clauses, BounceWording wording) => wording switch
    {
        { IsOwnVoice: true } or { NeedsCode: true } => false,
        { Reason: BounceReason.MailboxFull } => MailboxGrammar.SaysFull(clauses),
        { Reason: BounceReason.Suspended } => MailboxGrammar.SaysOff(clauses),
        { Reason: BounceReason.HostUnknown } => MailboxGrammar.SaysNoDomain(clauses),
        { Reason: BounceReason.UserUnknown } => MailboxGrammar.SaysUnknown(clauses),
        _ => false,
    };

    /// <summary>In lower case, without links, addresses as <c>@</c>.</summary>
    private static string WithoutNames(string text) =>
        Address.Replace(Link.Replace(text.ToLowerInvariant(), "").Replace('\u2019', '\'').Replace('\u00A0', ' '), "@");

    private static bool Contains(string text, string phrase)
    {
        var gap = phrase.IndexOf('…', StringComparison.Ordinal);
        var first = gap < 0 ? phrase : phrase[..gap];
        var second = gap < 0 ? "" : phrase[(gap + 1)..];
        for (var at = text.IndexOf(first, StringComparison.Ordinal); at >= 0; at = text.IndexOf(first, at + 1, StringComparison.Ordinal))
        {
            var end = at + first.Length;
            var isWord = !IsLetter(first, 0) || at == 0 || !IsLetter(text, at - 1);
            var isWhole = first.Length > MaxWord || !IsLetter(first, first.Length - 1) || end == text.Length || !IsLetter(text, end);
            // "Not listed", "not blocked": the opposite of the phrase.
            var isDenied = text.AsSpan(0, at).EndsWith("not ", StringComparison.Ordinal);
            if (isWord && isWhole && !isDenied && text.AsSpan(end, Math.Min(text.Length - end, MaxGap + second.Length)).Contains(second, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLetter(string text, int at) => char.IsAsciiLetterOrDigit(text[at]);

    [GeneratedRegex(@"(?:https?://|www\.)\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"<?[^\s<>@,;:()""'\[\]]{1,64}@[^\s<>@,;:()""'\[\]]{1,255}>?", RegexOptions.CultureInvariant)]
    private static partial Regex Address { get; }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks { get; }
}
