using System.Globalization;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>How many sign-ups wait for the limits of the hour, and since when. Tests: SignUpQueueTests.</summary>
internal sealed record QueuedSignUps
{
    public required long Waiting { get; init; }

    /// <summary>Null when none waits.</summary>
    public DateTimeOffset? OldestAt { get; init; }

    /// <summary>For people; null when none waits.</summary>
    /// <param name="perHour">The setting.</param>
    public string? Sentence(int perHour, TimeZoneInfo zone) =>
        OldestAt is not { } oldest
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Sign-ups: {Waiting:N0} wait for their confirm mail, the oldest since "
                    + $"{TimeZoneInfo.ConvertTime(oldest, zone):yyyy-MM-dd HH:mm}. Limits: {perHour:N0} an hour "
                    + $"(Web:SignUpsPerHour), and Web:SignUpsPerNetwork."
            );
}
