using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>Valid settings of a newsletter, so that a test names only the values that it needs.</summary>
internal static class NewsletterSample
{
    public static NewsletterSettings Settings() =>
        new()
        {
            Name = "The Letter",
            FromName = "The Letter",
            From = EmailAddress.Parse("letter@example.com"),
            PostalAddress = ["The Letter", "1 Harbour Street"],
            BaseUrl = "https://letter.example.com",
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
            Days = new HashSet<DayOfWeek>
            {
                DayOfWeek.Monday,
                DayOfWeek.Tuesday,
                DayOfWeek.Wednesday,
                DayOfWeek.Thursday,
                DayOfWeek.Friday,
            },
        };
}
