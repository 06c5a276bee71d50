using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// Forms of mail systems that quote a remote host where one refused. Where they quote none, it is their own delivery
/// that failed, so what they say about a mailbox needs no code beside it.
/// Tests: BounceMessageTests.
/// </summary>
internal static partial class LocalVoice
{
    /// <summary>True for the notices of Exim, qmail, CommuniGate's local module and GroupWise.</summary>
    public static bool IsIn(string notice) => Form.IsMatch(notice);

    /// <summary>True where the words about a recipient come from another host.</summary>
    public static bool QuotesAnother(string notice) => Quote.IsMatch(notice);

    [GeneratedRegex(
        @"(?:^|\ )[ \t]*The\ following\ address(?:\(es\)|es)?\ failed:\s*\n\s*<?[^\s@]+@[^\s@]+?>?:?[ \t]*\n
        | ^[ \t]*Hi\.\ This\ is\ the\ .{1,60}\ at\ \S+\s*\n
        | ^[ \t]*LOCAL\ module\(
        | ^[ \t]*The\ message\ that\ you\ sent\ was\ undeliverable\ to\ the\ following:",
        RegexOptions.IgnoreCase
            | RegexOptions.Multiline
            | RegexOptions.CultureInvariant
            | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Form { get; }

    [GeneratedRegex(
        @"remote host said|smtp error from|error from remote|\bhost\ \S+\ (?:\[[^\]]+\])?\s*(?:said|says)|smtp module|"
            + @"error_code|does not like|>>>|<<<",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Quote { get; }
}
