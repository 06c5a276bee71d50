using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>Reads the stage from the words of a bounce.</summary>
internal static partial class SmtpStages
{
    public static SmtpStage In(string text)
    {
        if (Said.Match(Blanks.Replace(text, " ")) is { Success: true } said)
        {
            return Named(said.Groups.Values.Skip(1).First(group => group.Success).Value);
        }

        // A transcript: the command that was given last before the refusal.
        var refusal = Refusal.Match(text);
        var command = Command.Matches(refusal.Success ? text[..refusal.Index] : text).LastOrDefault();
        return command is not null ? Named(command.Groups[1].Value)
            : AddressRefused.IsMatch(text) ? SmtpStage.LikelyRcpt
            : SmtpStage.Untold;
    }

    private static SmtpStage Named(string command) =>
        command.ToUpperInvariant() switch
        {
            var name when name.StartsWith("RCPT", StringComparison.Ordinal) || name is "RECIPIENT" => SmtpStage.Rcpt,
            var name when name.StartsWith("MAIL", StringComparison.Ordinal) || name is "SENDER" => SmtpStage.Mail,
            var name when name.Contains("DATA", StringComparison.Ordinal) || name is "TEXT" or "MESSAGE" or "BDAT" =>
                SmtpStage.Data,
            _ => SmtpStage.Connect,
        };

    [GeneratedRegex(
        @"in\ (?:reply|response)\ to\ (?:the\ )?(?:end\ of\ )?(RCPT|MAIL|DATA|BDAT|EHLO|HELO|AUTH|STARTTLS)
        | (?:after|while\ (?:sending|performing)|during|in\ response\ to|error\ (?:on|in))\ (?:the\ |a\ )?
            (?:end\ of\ |pipelined\ |initial\ |sending\ |final\ )*(RCPT|MAIL|DATA|EHLO|HELO|BDAT|AUTH|STARTTLS)
        | \[(RCPT|MAIL|DATA)(?:_TO|_FROM)?\]
        | did\ not\ like\ our\ (?:final\ )?(RCPT|MAIL|DATA|EHLO|HELO)
        | does\ not\ like\ (recipient)
        | for\ (RCPT|MAIL|TEXT|DATA|EHLO|HELO)\ (?:TO\ |FROM\ )?command
        | \ in\ (RCPT\ TO|MAIL\ FROM|DATA)\b
        | following\ (?:the\ )?(RCPT|MAIL|DATA)\ command
        | smtp:(RCPT|MAIL|DATA)\b
        | (RCPT|MAIL)\ (?:TO|FROM)\ generated
        | smtp\ command\s+(RCPT|MAIL|DATA|EHLO|HELO)
        | but\ (sender)\ was\ rejected
        | failed\ after\ i\ sent\ the\ (message)
        | (RCPT|MAIL)\ (?:TO|FROM)?\s?(?:command\ )?(?:failed|was\ rejected|rejected|returned|refused)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Said { get; }

    [GeneratedRegex(
        @"(?:>>>|=>|-->|\bIn:)\s*(RCPT|MAIL|DATA|BDAT|EHLO|HELO)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Command { get; }

    [GeneratedRegex(
        @"(?:<<<|<=|<--|\bOut:|received:?)\s*[45]\d\d",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Refusal { get; }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks { get; }

    /// <summary>Said of single addresses by Oracle's Messaging Server, and by WebShield's list of them.</summary>
    [GeneratedRegex(
        @"server has rejected address|^\s*--- The following addresses had delivery problems ---\s",
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant
    )]
    private static partial Regex AddressRefused { get; }
}
