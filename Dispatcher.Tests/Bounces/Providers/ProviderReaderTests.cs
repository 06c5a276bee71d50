using System.Text;
using System.Text.Json.Nodes;
using Newsletter.Dispatcher.Bounces.Providers;
using Newsletter.Dispatcher.Bounces.Report;

namespace Newsletter.Dispatcher.Tests.Bounces.Providers;

[TestFixture]
internal sealed class ProviderReaderTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    [TestCase("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 user unknown", "bounce user-unknown hard")]
    [TestCase("Permanent", "General", null, null, "bounce user-unknown hard")]
    [TestCase("Permanent", "NoEmail", null, null, "bounce user-unknown hard")]
    [TestCase(
        "Permanent",
        "Suppressed",
        null,
        "Amazon SES has suppressed sending to this address",
        "bounce user-unknown hard"
    )]
    [TestCase("Permanent", "OnAccountSuppressionList", "5.7.1", "blocked", "bounce user-unknown hard")]
    [TestCase("Permanent", "General", "5.7.1", "smtp; 550 5.7.1 message rejected as spam", "bounce spam")]
    [TestCase("Permanent", "General", "5.2.2", "smtp; 552 5.2.2 mailbox full", "bounce mailbox-full")]
    [TestCase("Transient", "MailboxFull", null, null, "bounce mailbox-full")]
    [TestCase("Transient", "General", "5.1.1", "smtp; 550 5.1.1 user unknown", "bounce expired")]
    [TestCase("Transient", "ContentRejected", null, null, "bounce content")]
    [TestCase("Undetermined", "Undetermined", null, null, "bounce unknown")]
    public void A_bounce_of_ses(string type, string subType, string? status, string? diagnostic, string told) =>
        Assert.That(
            Told(SesReader.Read(ProviderSamples.SesBounce("ana@example.org", At, type, subType, status, diagnostic))),
            Is.EqualTo(told)
        );

    [TestCase("abuse", "complaint complaint")]
    [TestCase(null, "complaint complaint")]
    [TestCase("not-spam", "")]
    [TestCase("auth-failure", "")]
    public void A_complaint_of_ses(string? feedback, string told) =>
        Assert.That(
            Told(SesReader.Read(ProviderSamples.SesComplaint("ana@example.org", At, feedback))),
            Is.EqualTo(told)
        );

    [Test]
    public void A_notice_of_ses_has_its_time_and_what_we_signed()
    {
        var notice = SesReader
            .Read(
                ProviderSamples.SesBounce(
                    "Ana <ana@example.org>",
                    At,
                    source: "bounces+abc@example.com",
                    unsubscribe: "<https://a/unsubscribe/x>"
                )
            )
            .Single();

        Assert.That(
            (
                notice.At,
                notice.Report.Results[0].Recipient,
                notice.Report.SentTo[0],
                notice.Report.OriginalListUnsubscribe
            ),
            Is.EqualTo(((DateTimeOffset?)At, "ana@example.org", "bounces+abc@example.com", "<https://a/unsubscribe/x>"))
        );
        Assert.That(
            Told(
                SesReader.Read(
                    """
                    {"notificationType":"DeliveryDelay",
                     "deliveryDelay":{"delayedRecipients":[{"emailAddress":"ana@example.org","status":"5.1.1"}]}}
                    """
                )
            ),
            Is.Empty
        );
        Assert.That(
            Told(
                SesReader.Read(
                    ProviderSamples
                        .SesBounce("ana@example.org", At)
                        .Replace("notificationType", "eventType", StringComparison.Ordinal)
                )
            ),
            Is.EqualTo("bounce user-unknown hard")
        );
    }

    [TestCase("HardBounce", "smtp;550 5.1.1 user unknown", "bounce user-unknown hard")]
    [TestCase("HardBounce", "", "bounce user-unknown hard")]
    [TestCase("HardBounce", "smtp;554 5.7.1 message rejected as spam", "bounce spam")]
    [TestCase("BadEmailAddress", "", "bounce user-unknown hard")]
    [TestCase("SpamComplaint", "", "complaint complaint")]
    [TestCase("SpamNotification", "", "bounce spam")]
    [TestCase("SoftBounce", "smtp;550 5.1.1 user unknown", "bounce expired")]
    [TestCase("SoftBounce", "smtp;552 5.2.2 mailbox full", "bounce mailbox-full")]
    [TestCase("Transient", "", "bounce expired")]
    [TestCase("DnsError", "", "bounce network")]
    [TestCase("Blocked", "", "bounce blocked")]
    [TestCase("ManuallyDeactivated", "", "bounce suspended")]
    [TestCase("Unsubscribe", "", "")]
    [TestCase("AutoResponder", "", "")]
    [TestCase("NeverHeardOf", "", "")]
    public void A_notice_of_postmark(string type, string details, string told) =>
        Assert.That(
            Told(PostmarkReader.Read(Bytes(ProviderSamples.Postmark("ana@example.org", At, type, details)))),
            Is.EqualTo(told)
        );

    [TestCase("failed", "permanent", "bounce", "5.1.1 no such user", "bounce user-unknown hard")]
    [TestCase("failed", "permanent", "bounce", "", "bounce user-unknown hard")]
    [TestCase("failed", "permanent", "bounce", "5.7.1 message rejected as spam", "bounce spam")]
    [TestCase(
        "failed",
        "permanent",
        "suppress-bounce",
        "Not delivering to previously bounced address",
        "bounce user-unknown hard"
    )]
    [TestCase("failed", "permanent", "suppress-complaint", "", "complaint complaint")]
    [TestCase("failed", "permanent", "suppress-unsubscribe", "", "")]
    [TestCase("failed", "permanent", "old", "", "bounce expired")]
    [TestCase("failed", "temporary", "generic", "4.2.0 greylisted", "")]
    [TestCase("complained", null, null, "", "complaint complaint")]
    [TestCase("unsubscribed", null, null, "", "")]
    [TestCase("delivered", null, null, "", "")]
    public void A_notice_of_mailgun(string happened, string? severity, string? reason, string words, string told) =>
        Assert.That(
            Told(
                MailgunReader.Read(
                    Bytes(
                        ProviderSamples.Mailgun(
                            "ana@example.org",
                            At,
                            "t",
                            happened,
                            severity,
                            reason,
                            new
                            {
                                code = 550,
                                message = words,
                                description = (string?)null,
                            }
                        )
                    )
                )
            ),
            Is.EqualTo(told)
        );

    [TestCase("bounce", "bounce", "500 unknown recipient", "5.0.0", null, "bounce user-unknown hard")]
    [TestCase("bounce", "bounce", "550 5.1.1 user unknown", "5.1.1", "Invalid Address", "bounce user-unknown hard")]
    [TestCase("bounce", "bounce", "552 5.2.2 mailbox full", "5.2.2", "Mailbox Unavailable", "bounce mailbox-full")]
    [TestCase("bounce", "bounce", "550 5.7.1 message rejected as spam", "5.7.1", null, "bounce spam")]
    [TestCase("bounce", "blocked", "550 5.1.1 user unknown", "5.1.1", null, "bounce blocked")]
    [TestCase("dropped", null, "Bounced Address", null, null, "bounce user-unknown hard")]
    [TestCase("dropped", null, "Spam Reporting Address", null, null, "complaint complaint")]
    [TestCase("dropped", null, "Unsubscribed Address", null, null, "")]
    [TestCase("spamreport", null, null, null, null, "complaint complaint")]
    [TestCase("deferred", null, "400 try again", null, null, "")]
    public void An_event_of_sendgrid(
        string happened,
        string? type,
        string? reason,
        string? status,
        string? classification,
        string told
    ) =>
        Assert.That(
            Told(
                SendgridReader.Read(
                    Bytes(
                        new JsonArray(
                            ProviderSamples.Sendgrid(
                                "ana@example.org",
                                At,
                                happened,
                                type,
                                reason,
                                status,
                                classification
                            )
                        ).ToJsonString()
                    )
                )
            ),
            Is.EqualTo(told)
        );

    [TestCaseSource(nameof(Naughty))]
    public void Bad_json_tells_nothing_and_throws_nothing(string json)
    {
        Assert.That(SesReader.Read(json), Is.Empty);
        Assert.That(PostmarkReader.Read(Bytes(json)), Is.Empty);
        Assert.That(MailgunReader.Read(Bytes(json)), Is.Empty);
        Assert.That(SendgridReader.Read(Bytes(json)), Is.Empty);
        Assert.That(SnsMessage.Read(Bytes(json)), Is.Null);
        Assert.That(MailgunSignature.Read(Bytes(json)), Is.Null);
    }

    [Test]
    public void One_bad_event_spoils_no_other()
    {
        var good = ProviderSamples.Sendgrid("ana@example.org", At).ToJsonString();
        var events = SendgridReader.Read(
            Bytes(
                """[null, 7, {"\ud800":1,"event":"bounce"}, {"event":{"bounce":[]}}, """
                    + """{"event":"deferred","timestamp":1e999}, """
                    + good
                    + "]"
            )
        );

        Assert.That(
            events.Select(notice => notice.Report.Results[0].Recipient).OfType<string>(),
            Is.EqualTo(new[] { "ana@example.org" })
        );
    }

    [Test]
    public void Wrong_types_inside_a_notice_are_nothing_said()
    {
        var notices = SesReader.Read(
            """
            {"notificationType":"Bounce",
             "bounce":{"bounceType":"Permanent","bounceSubType":"General","timestamp":{},
                       "bouncedRecipients":[null,1,{"emailAddress":["x"],"status":5,"diagnosticCode":"\ud800"}]},
             "mail":{"headers":[null,{"name":7}],"source":[]}}
            """
        );

        Assert.That(
            notices.Select(notice => (notice.At, notice.Report.Results[0].Recipient)),
            Is.All.EqualTo(((DateTimeOffset?)null, (string?)null))
        );
    }

    private static IEnumerable<TestCaseData> Naughty()
    {
        yield return new TestCaseData("").SetArgDisplayNames("empty");
        yield return new TestCaseData("null").SetArgDisplayNames("null");
        yield return new TestCaseData("\"text\"").SetArgDisplayNames("text");
        yield return new TestCaseData("[1,null,[],\"x\"]").SetArgDisplayNames("array");
        yield return new TestCaseData(
            "{\"event-data\":[],\"signature\":null,\"Type\":7,\"RecordType\":{},\"notificationType\":[]}"
        ).SetArgDisplayNames("types");
        yield return new TestCaseData("{\"\\ud800\":1}").SetArgDisplayNames("half a character");
        yield return new TestCaseData("{\"Type\":\"\\ud800\",\"RecordType\":\"\\ud800\"}").SetArgDisplayNames(
            "half a value"
        );
        yield return new TestCaseData(
            "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":{}}}"
        ).SetArgDisplayNames("recipients are none");
        yield return new TestCaseData(new string('[', 100_000)).SetArgDisplayNames("deep");
        yield return new TestCaseData("{\"a\":\"" + new string('x', 1024 * 1024)).SetArgDisplayNames("1 MiB, cut off");
        yield return new TestCaseData(
            "{\"notificationType\":\"" + new string('x', 1024 * 1024) + "\"}"
        ).SetArgDisplayNames("1 MiB");
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Told(IReadOnlyList<TrustedNotice> notices) =>
        string.Join(
            ", ",
            notices.Select(notice =>
                $"{notice.Report.Kind.Word()} "
                + $"{notice.Report.Results[0].Reason.Word()}{(notice.Report.Results[0].IsHard ? " hard" : "")}"
            )
        );
}
