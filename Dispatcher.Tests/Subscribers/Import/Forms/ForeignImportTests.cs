using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Subscribers.Import.Forms;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Subscribers.Import.Forms;

/// <summary>
/// Long exports of every product: of each ten rows one left, one bounced or is not confirmed, one has no good address.
/// </summary>
[TestFixture, Integration]
internal sealed class ForeignImportTests
{
    private static readonly SigningKey Key = new("a", new byte[32]);

    private static readonly string[] Products =
    [
        "Mailchimp",
        "Substack",
        "Ghost",
        "listmonk",
        "phpList",
        "Buttondown",
        "Kit",
        "Shopify",
        "beehiiv",
        "HubSpot",
        "Brevo",
        "MailerLite",
        "AWeber",
        "Mailman",
        "MailPoet",
        "WordPress",
    ];

    private readonly TestFolder _folder = new();

    [TearDown]
    public void Drop() => _folder.Dispose();

    [Test]
    public void Every_product_is_here() =>
        Assert.That(Products, Is.EqualTo(ForeignForms.All.Select(form => form.Product)));

    [TestCaseSource(nameof(Products))]
    public Task A_long_export_is_counted_exactly_and_a_second_time_changes_nothing(string product) =>
        ImportAsync(product, rows: 6000);

    [TestCaseSource(nameof(Products))]
    [Explicit("a minute in all"), Category("Long"), NonParallelizable]
    public Task An_export_of_100_000_rows_is_counted_exactly(string product) => ImportAsync(product, rows: 100_000);

    private async Task ImportAsync(string product, int rows)
    {
        var path = _folder.File($"{product}.csv");
        await File.WriteAllLinesAsync(path, Lines(product, rows));
        using var db = await TestDatabase.CreateAsync();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 5, 6, 0, 0, TimeSpan.Zero));
        var import = new CsvImport(db.Database, clock, Key);
        var watch = Stopwatch.StartNew();

        var result = await import.RunAsync(path, new Progress<ImportProgress>(), CancellationToken.None);

        var seconds = watch.Elapsed.TotalSeconds;
        var again = await import.RunAsync(path, new Progress<ImportProgress>(), CancellationToken.None);
        var counts = await CountsAsync(db);
        TestContext.Out.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{product}: {result.Rows} rows in {seconds:0.0} s ({result.Rows / seconds:0} a second): "
                    + $"{result.Added} added, {result.Refused} refused; "
                    + $"{string.Join(", ", counts.Select(c => $"{c.Value} {c.Key}"))}"
            )
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (result.Product, result.Rows, result.Added, result.Refused, result.LeftOut.Count),
                Is.EqualTo((product, rows, rows * 9 / 10, rows / 10, 0))
            );
            Assert.That((again.Rows, again.Unchanged, again.Refused), Is.EqualTo((rows, rows * 9 / 10, rows / 10)));
            Assert.That(counts, Is.EqualTo(Expected(product, rows / 10)));
        }
    }

    private static async Task<Dictionary<string, long>> CountsAsync(TestDatabase db) =>
        (await new SubscriberList(db.Database, new FakeTimeProvider()).CountsAsync(CancellationToken.None))
            .Where(row => row.Count > 0)
            .ToDictionary(row => row.Status.Word(), row => row.Count);

    private static Dictionary<string, long> Expected(string product, long tenth) =>
        product switch
        {
            // A file of those who are subscribed has nobody else in it.
            "Mailchimp" => new() { ["active"] = 9 * tenth },
            "Substack" or "Ghost" or "listmonk" => new() { ["active"] = 7 * tenth, ["unsubscribed"] = 2 * tenth },
            "phpList" or "Buttondown" or "Shopify" or "beehiiv" or "Brevo" => new()
            {
                ["pending"] = tenth,
                ["active"] = 7 * tenth,
                ["unsubscribed"] = tenth,
            },
            _ => new()
            {
                ["active"] = 7 * tenth,
                ["unsubscribed"] = tenth,
                ["bounced"] = tenth,
            },
        };

    private static IEnumerable<string> Lines(string product, int rows)
    {
        yield return product switch
        {
            "Mailchimp" => "\"Email Address\",\"First Name\",\"Last "
                + "Name\",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,"
                + "TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS",
            "Substack" => "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at",
            "Ghost" => "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,"
                + "created_at,deleted_at,labels,tiers",
            "listmonk" => "uuid,email,name,attributes,status,created_at,updated_at",
            "phpList" => "id\tEmail\tIs this subscriber confirmed\tIs this subscriber blacklisted\tNumber of "
                + "bounces\tEntered\tLast Modified\tname\tList Membership",
            "Buttondown" => "email,notes,metadata,tags,created,subscriber_type,unsubscription_date",
            "Shopify" =>
                "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Accepts SMS Marketing,Total Spent,Tags",
            "beehiiv" => "id,email,status,created,subscription_tier,unsubscribed_at",
            "HubSpot" => "Record ID,First Name,Email,Unsubscribed from all email,Email hard bounce reason,Create Date",
            "Brevo" => "EMAIL;FIRSTNAME;ADDED_TIME;_SUBSCRIBED;_BLOCKLISTED",
            "MailerLite" => "Subscriber,Status,Sent,Opens,Clicks,Subscribed,Unsubscribed",
            "AWeber" => "Email,Name,Date Added,Stop Time,Stop Status,Misc,Ad Tracking",
            "Mailman" => "email,display_name,role,delivery_mode,delivery_status",
            "MailPoet" => "Email,First name,Last name,List status,Global status,IP address",
            "WordPress" => "\"Email\";\"Name\";\"Surname\";\"Status\";\"Date\";\"Token\"",
            _ => "id,email,first_name,created_at,status,tags",
        };
        for (var i = 0; i < rows; i++)
        {
            var email = i % 10 == 2 ? $"reader{i}" : $"reader{i}@example.org";
            var (left, other) = (i % 10 == 0, i % 10 == 1);
            yield return product switch
            {
                "Mailchimp" => $"{email},Ana,Ruiz,2,\"2018-02-12 10:54:27\",192.0.2.1,\"2018-02-12 "
                    + "10:55:00\",192.0.2.1,40.4,-3.7,1,2,Europe/Madrid,ES,MD,"
                    + $"\"2020-01-01 00:00:00\",{i},e{i},,\"\"\"Lorem Editors\"\",\"\"VIP\"\"\"",
                "Substack" => $"{email},{(i % 3 == 0 ? "true" : "false")},2026-06-23T23:41:42.980Z,yearly,"
                    + $"{(left || other ? "true" : "false")},2024-02-01T00:00:00.000Z,",
                "Ghost" => $"{i},{email},Ana "
                    + $"Ruiz,,{(left ? "false" : "true")},false,,2022-03-16T08:03:11.000Z,"
                    + $"{(other ? "2023-03-16T08:03:11.000Z" : "")},\"VIP, Early Bird\",",
                "listmonk" => $"u{i},{email},Ana Ruiz,\"{{\"\"city\"\": "
                    + $"\"\"Madrid\"\"}}\",{(left ? "blocklisted" : other ? "disabled" : "enabled")},2021-03-01 "
                    + "12:34:56.789012 +0000 UTC,",
                "phpList" => $"{i}\t{email}\t{(other ? 0 : 1)}\t{(left ? 1 : 0)}\t0\t2015-03-16 14:40:47\t2015-03-16 "
                    + "14:40:47\tAna Ruiz\tnewsletter ",
                "Buttondown" => $"{email},,{{}},\"a,b\",2019-08-24T14:15:22Z,"
                    + $"{(left ? "unsubscribed" : other ? "unactivated" : "regular")},",
                "Shopify" => $"{i},Ana,Ruiz,{email},{(left ? "no" : other ? "" : "yes")},no,10.00,\"VIP, Early Bird\"",
                "beehiiv" => $"sub_{i},{email},{(left ? "inactive" : other ? "pending" : "active")},2024-01-01,free,",
                "HubSpot" => $"{i},Ana,{email},{(left ? "Yes" : "")},{(other ? "Unknown user" : "")},2024-01-01 08:00",
                "Brevo" => $"{email};Ana;31-01-2024;{(left ? "" : other ? "sms_marketing" : "email_marketing")};"
                    + $"{(left ? "email_marketing" : "")}",
                "MailerLite" =>
                    $"{email},{(left ? "unsubscribed" : other ? "bounced" : "active")},12,8,1,2024-01-01 08:00:00,",
                "AWeber" => $"{email},Ana Ruiz,01/31/24 "
                    + $"8:05am,{(left ? "02/02/25 9:00am" : "")},{(left ? "1" : other ? "undeliverable" : "0")},,home",
                "Mailman" =>
                    $"{email},Ana Ruiz,member,regular,{(left ? "by_moderator" : other ? "by_bounces" : "enabled")}",
                "MailPoet" => $"{email},Ana,Ruiz,{(left ? "unsubscribed" : "subscribed")},"
                    + $"{(other ? "bounced" : "subscribed")},192.0.2.1",
                "WordPress" => $"\"{email}\";\"Ana\";\"Ruiz\";\"{(left ? "U" : other ? "B" : "C")}\";\"2024-01-31 "
                    + $"08:05:00\";\"t{i}\"",
                _ => $"{i},{email},Ana,2023-02-17T11:43:55Z,"
                    + $"{(left ? "cancelled" : other ? "bounced" : "active")},\"Customer, Course: Sourdough\"",
            };
        }
    }
}
