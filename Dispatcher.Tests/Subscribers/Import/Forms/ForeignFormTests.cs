using System.Text;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Subscribers.Import.Forms;

namespace Newsletter.Dispatcher.Tests.Subscribers.Import.Forms;

/// <summary>
/// A few rows of each product's export, as whole entries: address, name, zone, tags, status, joined, confirmed, term,
/// its end.
/// </summary>
[TestFixture]
internal sealed class ForeignFormTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 6, 0, 0, TimeSpan.Zero);

    private const string MailchimpStart =
        "\"Email Address\",\"First Name\",\"Last "
        + "Name\",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,GMTOFF,TIMEZONE,CC";

    [Test]
    public void Mailchimp_those_who_are_subscribed()
    {
        AssertRead(
            "Mailchimp",
            MailchimpStart
                + ",LAST_CHANGED,LEID,EUID,NOTES,TAGS\n"
                + "Ana@Example.org, Ana , Ruiz ,2,\"2018-02-12 10:54:27\",192.0.2.1,\"2018-02-12 "
                + "10:55:00\",192.0.2.1,1,Europe/Madrid,ES,"
                + "\"2020-01-01 00:00:00\",1,a,\"likes\ncats\",\"\"\"Lorem Editors\"\",\"\"VIP\"\"\"\n"
                + "ben@example.org,,,,,,,,,,,,,,,Editors\n",
            "Ana@example.org|Ana|Ruiz|Europe/Madrid|lorem-editors;vip|active|"
                + "2018-02-12T10:54:27Z|2018-02-12T10:55:00Z||",
            "ben@example.org||||editors|active||||"
        );
    }

    [Test]
    public void Mailchimp_those_who_left()
    {
        AssertRead(
            "Mailchimp",
            MailchimpStart
                + ",UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,"
                + "UNSUB_REASON_OTHER,LEID,EUID,NOTES,TAGS\n"
                + "ana@example.org,,,2,2018-02-12 10:54:27,,,,,,,2018-07-23 12:19:27,The news,1,NORMAL,,1,a,,\n"
                + "ben@example.org,,,2,,,,,,,,,,,,,1,a,,\n"
                + "cleo@example.org,,,2,,,,,,,,2018-07-23 12:19:27,,,SPAM,,1,a,,\n",
            "ana@example.org|||||unsubscribed|2018-02-12T10:54:27Z|||",
            "ben@example.org|||||unsubscribed||||",
            "cleo@example.org|||||complained||||"
        );
    }

    [Test]
    public void Mailchimp_those_whose_mail_bounced()
    {
        AssertRead(
            "Mailchimp",
            MailchimpStart
                + ",CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID,LEID,EUID,NOTES,TAGS\n"
                + "ana@example.org,Ana,,1,,,2018-02-12 10:54:27,,,,,2020-03-23 17:30:05,,,1,a,,\n",
            "ana@example.org|Ana||||bounced|2018-02-12T10:54:27Z|2018-02-12T10:54:27Z||"
        );
    }

    [Test]
    public void Mailchimp_everybody_in_one_file_with_a_status()
    {
        AssertRead(
            "Mailchimp",
            "Status,Email Address,FNAME,LNAME,OPTIN_TIME,UNSUB_TIME,LAST_CHANGED,LEID,EUID\n"
                + "Subscribed,ana@example.org,Ana,,,,,1,a\nCleaned,ben@example.org,,,,,,1,a\n"
                + "Non-subscribed,cleo@example.org,,,,,,1,a\n"
                + "Subscribed,dan@example.org,,,,2020-03-23 17:30:05,,1,a\nArchived,eve@example.org,,,,,,1,a\n",
            "ana@example.org|Ana||||active||||",
            "ben@example.org|||||bounced||||",
            "cleo@example.org|||||pending||||",
            "dan@example.org|||||unsubscribed||||",
            "eve@example.org|||||unsubscribed||||"
        );
    }

    [Test]
    public void Substack_the_whole_list()
    {
        AssertRead(
            "Substack",
            "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at\n"
                + "ana@example.org,false,,other,false,2025-01-01T08:00:00.123Z,\n"
                + "ben@example.org,true,2026-06-23T23:41:42.980Z,yearly,false,"
                + "2024-02-01T00:00:00.000Z,2024-03-01T00:00:00.000Z\n"
                + "cleo@example.org,false,2025-06-23T23:41:42.980Z,yearly,false,2024-02-01,\n"
                + "dan@example.org,true,,monthly,true,2024-02-01,\n"
                + "eve@example.org,true,,monthly,false,2024-02-01,\n",
            "ana@example.org|||||active|2025-01-01T08:00:00Z|||",
            "ben@example.org|||||active|2024-02-01T00:00:00Z||paid|2026-06-23T23:41:42Z",
            "cleo@example.org|||||active|2024-02-01T00:00:00Z|||",
            "dan@example.org|||||unsubscribed|2024-02-01T00:00:00Z|||",
            "eve@example.org|||||active|2024-02-01T00:00:00Z||paid|"
        );
    }

    [Test]
    public void Substack_as_it_was_once_and_from_the_dashboard()
    {
        AssertRead(
            "Substack",
            "email,expiry,email_disabled,stripe_connected_customer_id,type\n"
                + "ana@example.org,2118-09-11T12:14:56.557Z,false,cus_1,comp\n"
                + "ben@example.org,2020-10-05T21:23:16.080Z,false,,gift\n",
            "ana@example.org|||||active|||paid|2118-09-11T12:14:56Z",
            "ben@example.org|||||active||||"
        );
        AssertRead(
            "Substack",
            "Email,Name,Stripe plan,Type,Cancel date,Start date,Paid upgrade date,First paid date,Expiration "
                + "date,Emails received (6mo)\n"
                + "ana@example.org,Ana Ruiz Gil,Annual,Yearly "
                + "Subscriber,,2023-05-01,2023-06-01,2023-06-01,2026-06-01,80\n"
                + "ben@example.org,ben@example.org,,Free,2024-01-01,\"May 1, 2023\",,,,80\n",
            "ana@example.org|Ana|Ruiz Gil|||active|2023-05-01T00:00:00Z||paid|2026-06-01T00:00:00Z",
            "ben@example.org|||||active|2023-05-01T00:00:00Z|||"
        );
    }

    [Test]
    public void Ghost()
    {
        AssertRead(
            "Ghost",
            "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,"
                + "created_at,deleted_at,labels,tiers\r\n"
                + "1,ana@example.org,Ana Ruiz,\"a\r\nnote\",true,false,,2022-03-16T08:03:11.000Z,,\"VIP, Early "
                + "Bird\",\r\n"
                + "2,ben@example.org,,,false,false,,2022-03-16T08:03:11.000Z,,,\r\n"
                + "3,cleo@example.org,,,true,true,,2022-03-16T08:03:11.000Z,,,\r\n"
                + "4,dan@example.org,,,true,false,cus_1,2022-03-16T08:03:11.000Z,,,Gold\r\n"
                + "5,eve@example.org,,,true,false,cus_1,2022-03-16T08:03:11.000Z,2023-03-16T08:03:11.000Z,,Gold\r\n",
            "ana@example.org|Ana|Ruiz||early-bird;vip|active|2022-03-16T08:03:11Z|||",
            "ben@example.org|||||unsubscribed|2022-03-16T08:03:11Z|||",
            "cleo@example.org|||||active|2022-03-16T08:03:11Z||paid|",
            "dan@example.org|||||active|2022-03-16T08:03:11Z||paid|",
            "eve@example.org|||||unsubscribed|2022-03-16T08:03:11Z|||"
        );
    }

    [Test]
    public void Listmonk()
    {
        AssertRead(
            "listmonk",
            "uuid,email,name,attributes,status,created_at,updated_at\n"
                + "u1,ana@example.org,Ana Ruiz,\"{\"\"city\"\": \"\"Bengaluru\"\"}\",enabled,2021-03-01 "
                + "12:34:56.789012 +0000 UTC,2021-03-01 12:34:56.789012 +0000 UTC\n"
                + "u2,ben@example.org,Ben,{},blocklisted,2021-03-01 12:34:56.789012 +0530 IST,\n"
                + "u3,cleo@example.org,Cleo,{},disabled,2021-03-01T12:34:56.789012Z,\n",
            "ana@example.org|Ana|Ruiz|||active|2021-03-01T12:34:56Z|||",
            "ben@example.org|Ben||||unsubscribed|2021-03-01T07:04:56Z|||",
            "cleo@example.org|Cleo||||unsubscribed|2021-03-01T12:34:56Z|||"
        );
        AssertRead(
            "listmonk",
            "uuid,email,name,attributes,status,lists,subscription_status,created_at,updated_at\n"
                + "u1,ana@example.org,,{},enabled,\"Daily news, Offers\",unconfirmed,,\n"
                + "u2,ben@example.org,,{},blocklisted,,confirmed,,\n",
            "ana@example.org||||daily-news;offers|pending||||",
            "ben@example.org|||||unsubscribed||||"
        );
    }

    [Test]
    public void PhpList_by_the_names_of_its_fields()
    {
        AssertRead(
            "phpList",
            "email,confirmed,blacklisted,optedin,bouncecount,entered,modified,uniqid,"
                + "htmlemail,disabled,foreignkey,First Name\n"
                + "ana@example.org,1,0,1,0,2015-03-16 14:40:47,2015-03-16 14:40:47,u,1,0,,Ana\n"
                + "ben@example.org,0,0,0,0,2015-03-16 14:40:47,,u,1,0,,\n"
                + "cleo@example.org,1,1,0,0,2015-03-16 14:40:47,,u,1,0,,\n"
                + "dan@example.org,1,0,0,0,0000-00-00 00:00:00,,u,1,1,,\n",
            "ana@example.org|Ana||||active|2015-03-16T14:40:47Z|||",
            "ben@example.org|||||pending|2015-03-16T14:40:47Z|||",
            "cleo@example.org|||||unsubscribed|2015-03-16T14:40:47Z|||",
            "dan@example.org|||||unsubscribed||||"
        );
    }

    [Test]
    public void PhpList_in_words_and_behind_tabs()
    {
        AssertRead(
            "phpList",
            "id\tEmail\tIs this subscriber confirmed\tIs this subscriber blacklisted\tNumber of "
                + "bounces\tEntered\tLast Modified\t"
                + "Send this subscriber HTML emails\tIs this account disabled?\tname\tList Membership\n"
                + "1\tana@example.org\t1\t0\t0\t2015-03-16 14:40:47\t2015-03-16 14:40:47\t1\t0\tAna Ruiz\tnewsletter "
                + "test \n"
                + "2\tben@example.org\t1\t0\t0\t2015-03-16 14:40:47\t\t1\t1\t\tNo Lists\n",
            "ana@example.org|Ana|Ruiz|||active|2015-03-16T14:40:47Z|||",
            "ben@example.org|||||unsubscribed|2015-03-16T14:40:47Z|||"
        );
    }

    [Test]
    public void Buttondown()
    {
        AssertRead(
            "Buttondown",
            "email,notes,metadata,tags,created,subscriber_type,unsubscription_date\n"
                + "ana@example.org,,{},\"['early bird', 'vip']\",2019-08-24 14:15:22.123456+00:00,regular,\n"
                + "ben@example.org,,{},,2019-08-24T14:15:22Z,premium,\ncleo@example.org,,{},,,unactivated,\n"
                + "dan@example.org,,{},,,removed,\n"
                + "eve@example.org,,{},,,regular,2020-01-01\nfay@example.org,,{},,,past_due,\n",
            "ana@example.org||||early-bird;vip|active|2019-08-24T14:15:22Z|||",
            "ben@example.org|||||active|2019-08-24T14:15:22Z||paid|",
            "cleo@example.org|||||pending||||",
            "dan@example.org|||||unsubscribed||||",
            "eve@example.org|||||unsubscribed||||",
            "fay@example.org|||||active|||paid|"
        );
        AssertRead(
            "Buttondown",
            "id,email_address,type,creation_date,tags,undeliverability_date,metadata\n"
                + "1,ana@example.org,regular,2019-08-24T14:15:22Z,\"[\"\"a\"\", \"\"b\"\"]\",2020-01-01T00:00:00Z,\n",
            "ana@example.org||||a;b|bounced|2019-08-24T14:15:22Z|||"
        );
    }

    [Test]
    public void Kit()
    {
        AssertRead(
            "Kit",
            "id,email,first_name,created_at,status,tags\n"
                + "1,ana@example.org,Ana,2023-02-17T11:43:55Z,active,\"Customer, Course: Sourdough\"\n"
                + "2,ben@example.org,,2023-02-17 11:43:55 UTC,inactive,\n"
                + "3,cleo@example.org,,,cancelled,\n4,dan@example.org,,,bounced,\n5,eve@example.org,,,Complained,\n"
                + "6,fay@example.org,,,,\n",
            "ana@example.org|Ana|||course-sourdough;customer|active|2023-02-17T11:43:55Z|||",
            "ben@example.org|||||pending|2023-02-17T11:43:55Z|||",
            "cleo@example.org|||||unsubscribed||||",
            "dan@example.org|||||bounced||||",
            "eve@example.org|||||complained||||",
            "fay@example.org|||||||||"
        );
        AssertRead("Kit", "email,first_name,state\nana@example.org,Ana,cold\n", "ana@example.org|Ana||||active||||");
    }

    [TestCase("ana,Ana,1,active", "email has no @; an address looks like ana@example.org")]
    [TestCase(
        "ana@example.org,Ana,1,swimming",
        "status swimming is no status that is known here; change it to active, pending, unsubscribed, bounced or "
            + "complained"
    )]
    [TestCase(
        "ana@example.org,Ana,1,active,x",
        "has 5 cells, the header has 4; write a cell that holds the separator in quotes"
    )]
    public void A_row_without_an_address_or_with_a_status_that_nobody_knows_is_refused(string row, string expected)
    {
        var (_, entries, _) = Read("email,first_name,id,status\n" + row + "\n");

        Assert.That(entries.Single().Problem, Is.EqualTo(expected));
    }

    [Test]
    public void A_cell_that_is_no_good_here_is_left_out_and_counted_and_the_row_is_taken()
    {
        var tags = string.Join(',', Enumerable.Range(1, 25).Select(i => $"t{i:00}"));
        var kept = string.Join(';', Enumerable.Range(1, 20).Select(i => $"t{i:00}"));

        var (header, entries, leftOut) = Read(
            "Email Address,First Name,OPTIN_TIME,CONFIRM_TIME,TIMEZONE,TAGS,LEID,EUID\n"
                + $"ana@example.org,{new string('a', 101)},2030-01-01 00:00:00,yesterday,Mars/Base,\"{tags},★\",1,a\n"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(header.Form!.Product, Is.EqualTo("Mailchimp"));
            Assert.That(entries.Select(Shown), Is.EqualTo(new[] { $"ana@example.org||||{kept}|active||||" }));
            Assert.That(
                leftOut,
                Is.EquivalentTo(new[] { "First Name", "OPTIN_TIME", "CONFIRM_TIME", "TIMEZONE", "TAGS" })
            );
        }
    }

    [TestCase(
        "email,blacklisted,entered",
        "is phpList's export without its column confirmed, so nobody can tell who has left; export it again with all "
            + "columns"
    )]
    [TestCase(
        "email\tconfirmed\tList Membership",
        "is phpList's export without its column blacklisted, so nobody can tell who has left; export it again with "
            + "all columns"
    )]
    [TestCase(
        "email,name,complimentary_plan",
        "is Ghost's export without its column subscribed_to_emails, so nobody can tell who has left; export it again "
            + "with all columns"
    )]
    [TestCase(
        "uuid,email,name",
        "is listmonk's export without its column status, so nobody can tell who has left; export it again with all "
            + "columns"
    )]
    [TestCase(
        "email,leid,euid,subscribed_to_emails",
        "may be the export of Mailchimp or Ghost; say which with --format mailchimp or ghost"
    )]
    public void A_file_that_does_not_tell_is_not_guessed_at(string line, string expected)
    {
        Assert.That(CsvHeader.Read(Encoding.UTF8.GetBytes(line)).Problem, Is.EqualTo(expected));
    }

    [TestCase("email,first_name,status,created_at,tags", null, null)]
    [TestCase("id,email,first_name,status,created_at,time_zone", null, null)]
    [TestCase("id,email,first_name,status", null, "Kit")]
    [TestCase("id,email,first_name,status", "own", null)]
    [TestCase("email,leid,euid,subscribed_to_emails", "ghost", "Ghost")]
    [TestCase("email,name", "substack", "Substack")]
    public void A_file_of_ours_stays_ours_and_a_word_decides(string line, string? format, string? product)
    {
        var header = CsvHeader.Read(Encoding.UTF8.GetBytes(line), format);

        Assert.That((header.Problem, header.Value!.Form?.Product), Is.EqualTo((default(string), product)));
    }

    [Test]
    public void A_form_by_its_word_still_needs_an_address()
    {
        Assert.That(
            CsvHeader.Read("name,subscribed_to_emails"u8.ToArray(), "ghost").Problem,
            Is.EqualTo("has no column email in its first line, as Ghost's export has; check the file")
        );
    }

    [Test]
    public void No_form_has_the_headers_of_another_nor_of_ours()
    {
        foreach (var form in ForeignForms.All)
        {
            foreach (var tellTales in form.TellTales)
            {
                var headers = tellTales.Append(form.Email[0]).ToHashSet();
                Assert.That(
                    ForeignForms.All.Where(one => one.Fits(headers)).Select(one => one.Product),
                    Is.EqualTo(new[] { form.Product }),
                    string.Join(',', headers)
                );
                Assert.That(headers.IsSubsetOf(CsvHeader.Known), Is.False, string.Join(',', headers));
            }
        }
    }

    private static void AssertRead(string product, string csv, params string[] expected)
    {
        var (header, entries, _) = Read(csv);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(header.Form?.Product, Is.EqualTo(product));
            Assert.That(entries.Select(Shown), Is.EqualTo(expected));
            Assert.That(entries.Select(entry => entry.Value?.IsFromElsewhere), Is.All.True);
        }
    }

    private static (CsvHeader Header, List<Checked<SubscriberEntry?>> Entries, List<string> LeftOut) Read(string csv)
    {
        var header = CsvHeader.Read(Encoding.UTF8.GetBytes(csv[..csv.IndexOfAny(['\r', '\n'])]));
        Assert.That(header.Problem, Is.Null);
        var leftOut = new List<string>();
        var entries = new CsvRecords(header.Value!.Separator, header.Value.Columns.Values.ToHashSet())
            .Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)))
            .Skip(1)
            .Select(record => CsvRow.Read(record, header.Value, Now, leftOut.Add))
            .ToList();
        return (header.Value, entries, leftOut);
    }

    private static string Shown(Checked<SubscriberEntry?> read)
    {
        static string At(DateTimeOffset? at) =>
            at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)
            ?? "";

        return read.Value is { } entry
            ? string.Join(
                '|',
                entry.Address,
                entry.FirstName,
                entry.LastName,
                entry.TimeZone,
                string.Join(';', entry.Tags),
                entry.Status?.Word(),
                At(entry.CreatedAt),
                At(entry.ConfirmedAt),
                entry.Term?.Word(),
                At(entry.TermEndsAt)
            )
            : read.Problem!;
    }
}
