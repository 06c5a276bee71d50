using System.Globalization;
using Newsletter.Dispatcher.Readers;
using Newsletter.Dispatcher.Readers.Jobs;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Search;

namespace Newsletter.Dispatcher.Desk;

/// <summary>How readers and what happened to them are shown; pure. Tests: ReaderPagesTests.</summary>
internal static class ReaderLook
{
    /// <summary>The class of a status's tag.</summary>
    public static string Tone(SubscriberStatus status) =>
        status switch
        {
            SubscriberStatus.Active => "good",
            SubscriberStatus.Bounced or SubscriberStatus.Complained => "bad",
            SubscriberStatus.Paused or SubscriberStatus.Expired => "warn",
            _ => "",
        };

    /// <summary>The class of the tag of work on many readers.</summary>
    public static string Tone(ReaderJobState state) =>
        state switch
        {
            ReaderJobState.Done => "good",
            ReaderJobState.Failed => "bad",
            ReaderJobState.Cancelled or ReaderJobState.Undone => "warn",
            _ => "",
        };

    /// <summary>A filter as hidden fields of a form.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Parts(ReaderFilter filter) =>
        filter
            .Query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .Select(part => KeyValuePair.Create(part[0], Uri.UnescapeDataString(part[1])));

    /// <summary>What happened, in a few words.</summary>
    public static string Sentence(StoryRow row) =>
        row.Source switch
        {
            "delivery" => $"issue {row.About}: {row.What}",
            "attempt" => $"issue {row.About}: {row.What}",
            "return" => $"came back, {row.What}: {row.About}",
            "mail" => $"mail {row.About}: {row.What}",
            "summary" => $"got {row.What}: {row.About} in all",
            "payment" => $"{row.What}: {row.About}",
            "confirmation" => $"link to confirm {row.About}: {row.What}",
            "bulk" => $"bulk {row.What} {row.About}".TrimEnd(),
            _ => row.About is null ? row.What : $"{row.What}: {row.About}",
        };

    /// <summary>The class of a row's mark: what is about us, what is bad, what is good.</summary>
    public static string Tone(StoryRow row) =>
        (row.Source, row.What) switch
        {
            ("desk" or "bulk", _) => "ours",
            ("return" or "attempt", _) => "bad",
            ("delivery" or "mail", "failed" or "expired" or "uncertain") => "bad",
            ("history", "bounced" or "complained" or "suppressed") => "bad",
            ("delivery" or "mail", "sent") => "good",
            ("payment", _) => "good",
            _ => "",
        };

    public static string Minute(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
