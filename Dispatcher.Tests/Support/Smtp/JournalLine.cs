namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>One line of a journal file.</summary>
internal sealed record JournalLine(
    int Connection,
    int Number,
    string From,
    string[] Recipients,
    int ReplyCode,
    DateTimeOffset At,
    string? MessageId
);
