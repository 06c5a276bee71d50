using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Bounces.Providers;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Bounces.Providers;

[TestFixture, Integration]
internal sealed class ProviderSignatureTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Now);
    private readonly List<Uri> _fetched = [];
    private readonly KeptLog<Ses> _log = new();
    private X509Certificate2 _certificate = null!;

    private TestDatabase _db = null!;

    [SetUp]
    public async Task MakeAsync() =>
        (_certificate, _db) = (ProviderSamples.Certificate(Now), await TestDatabase.CreateAsync());

    [TearDown]
    public void Close()
    {
        _certificate.Dispose();
        _db.Dispose();
    }

    [TestCase("1", null)]
    [TestCase("2", null)]
    [TestCase("1", "A subject")]
    [TestCase("2", "A subject")]
    public async Task What_sns_signed_is_taken_and_its_certificate_fetched_once(string version, string? subject)
    {
        var ses = Ses();
        var post = ProviderSamples.Sns(
            _certificate,
            ProviderSamples.SesBounce("ana@example.org", Now),
            version,
            subject: subject
        );

        Assert.That(await StandingAsync(ses, post), Is.EqualTo(ProviderStanding.Genuine));
        Assert.That(await StandingAsync(ses, post), Is.EqualTo(ProviderStanding.Genuine));
        Assert.That(_fetched, Has.Count.EqualTo(1));
        Assert.That(
            await StandingAsync(ses, post.Replace("ana@", "eve@", StringComparison.Ordinal)),
            Is.EqualTo(ProviderStanding.Forged),
            "altered"
        );
        Assert.That(
            await StandingAsync(
                ses,
                post.Replace("\"SignatureVersion\":\"", "\"SignatureVersion\":\"3", StringComparison.Ordinal)
            ),
            Is.EqualTo(ProviderStanding.Forged),
            "version"
        );
    }

    [TestCase("http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem")]
    [TestCase("https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0a1b.pem")]
    [TestCase("https://evil.example/sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem")]
    [TestCase("https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0a1b.pem")]
    [TestCase("https://evil@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem")]
    [TestCase("https://bucket.s3.amazonaws.com/SimpleNotificationService-0a1b.pem")]
    [TestCase("https://sns.x.s3.amazonaws.com/SimpleNotificationService-0a1b.pem")]
    [TestCase("https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0a1b.pem")]
    [TestCase("https://sns.eu-west-1.amazonaws.com/a.txt")]
    [TestCase("https://sns.eu-west-1.amazonaws.com/a.pem")]
    [TestCase("https://sns.eu-west-1.amazonaws.com/x/SimpleNotificationService-0a1b.pem")]
    [TestCase("https://sns.eu-west-1.amazonaws.com/a.txt?a.pem")]
    [TestCase("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem?Action=GetTopicAttributes")]
    [TestCase("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem#x")]
    public async Task A_certificate_comes_from_amazon_or_is_not_fetched(string url)
    {
        Assert.That(
            await StandingAsync(Ses(), ProviderSamples.Sns(_certificate, "{}", certificateUrl: url)),
            Is.EqualTo(ProviderStanding.Forged)
        );
        Assert.That(_fetched, Is.Empty);
    }

    [Test]
    public async Task Another_topic_another_key_and_an_old_certificate_are_refused()
    {
        Assert.That(
            await StandingAsync(Ses(), ProviderSamples.Sns(_certificate, "{}", topic: ProviderSamples.Topic + "x")),
            Is.EqualTo(ProviderStanding.Forged)
        );
        Assert.That(_fetched, Is.Empty);
        using var other = ProviderSamples.Certificate(Now);
        Assert.That(await StandingAsync(Ses(), ProviderSamples.Sns(other, "{}")), Is.EqualTo(ProviderStanding.Forged));
        Assert.That(
            await StandingAsync(Ses(answer: null), ProviderSamples.Sns(_certificate, "{}")),
            Is.EqualTo(ProviderStanding.NotNow)
        );
        _clock.Advance(TimeSpan.FromDays(301));
        Assert.That(
            await StandingAsync(
                Ses(),
                ProviderSamples.Sns(
                    _certificate,
                    "{}",
                    at: _clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
                )
            ),
            Is.EqualTo(ProviderStanding.Forged)
        );
    }

    [Test]
    public async Task A_subscription_is_confirmed_once_and_only_at_amazon()
    {
        var ses = Ses();
        var post = ProviderSamples.Sns(_certificate, "You have chosen to subscribe", type: "SubscriptionConfirmation");
        Assert.That(
            await StandingAsync(ses, post.Replace("Token=t1", "Token=t2", StringComparison.Ordinal)),
            Is.EqualTo(ProviderStanding.Forged)
        );
        Assert.That(
            await StandingAsync(
                ses,
                ProviderSamples.Sns(
                    _certificate,
                    "x",
                    type: "SubscriptionConfirmation",
                    subscribeUrl: "https://evil.example/"
                )
            ),
            Is.EqualTo(ProviderStanding.Forged)
        );
        Assert.That(await StandingAsync(ses, post), Is.EqualTo(ProviderStanding.Genuine));
        Assert.That(await StandingAsync(ses, post), Is.EqualTo(ProviderStanding.Genuine));

        Assert.That(
            _fetched.Where(address => address.Query.Length > 0).Select(address => address.AbsoluteUri),
            Is.EqualTo(new[] { "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t1" })
        );
    }

    [TestCase(0, true)]
    [TestCase(-539, true)]
    [TestCase(14, true)]
    [TestCase(-541, false)]
    [TestCase(16, false)]
    public async Task A_post_of_mailgun_is_good_for_a_while_and_once(int minutes, bool isGood)
    {
        var mailgun = new Mailgun(ProviderSamples.MailgunKey, new UsedTokenTable(_db.Database), _clock);
        var post = ProviderSamples.Mailgun("ana@example.org", Now, "token-1", signedAt: Now.AddMinutes(minutes));

        Assert.That(
            await StandingAsync(mailgun, ProviderSamples.Mailgun("ana@example.org", Now, "token-1", key: "another")),
            Is.EqualTo(ProviderStanding.Forged)
        );
        Assert.That(
            await StandingAsync(mailgun, post.Replace("token-1", "token-2", StringComparison.Ordinal)),
            Is.EqualTo(ProviderStanding.Forged)
        );
        Assert.That(
            await StandingAsync(mailgun, post),
            Is.EqualTo(isGood ? ProviderStanding.Genuine : ProviderStanding.Forged)
        );
        var replayed = await mailgun.OpenAsync(
            Encoding.UTF8.GetBytes(post.Replace("ana@", "ben@", StringComparison.Ordinal)),
            _ => null,
            CancellationToken.None
        );
        Assert.That(
            (replayed.Standing, replayed.Notices.Count),
            Is.EqualTo((isGood ? ProviderStanding.Genuine : ProviderStanding.Forged, 0)),
            "thanked for, and not read"
        );
    }

    [Test]
    public async Task A_token_is_used_once_also_after_a_restart_and_forgotten_when_it_is_over()
    {
        Assert.That(await Used().TryUseAsync("a", CancellationToken.None), Is.True);
        var used = Used();
        Assert.That(await used.TryUseAsync("a", CancellationToken.None), Is.True, "a death before it was kept");
        Assert.That(await used.TryUseAsync("a", CancellationToken.None), Is.False, "claimed at this moment");
        used.Forget("a");
        Assert.That(await used.TryUseAsync("a", CancellationToken.None), Is.True, "it was not done");
        await used.KeepAsync("a", CancellationToken.None);
        Assert.That(await used.TryUseAsync("a", CancellationToken.None), Is.False);
        Assert.That(await Used().TryUseAsync("a", CancellationToken.None), Is.False, "after a restart");
        Assert.That(await Used("other").TryUseAsync("a", CancellationToken.None), Is.True);

        _clock.Advance(TimeSpan.FromMinutes(31));
        await used.KeepAsync("b", CancellationToken.None);
        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);
        Assert.That(await connection.QueryAsync<string>("SELECT token FROM used_tokens"), Is.EqualTo(new[] { "b" }));

        UsedTokens Used(string provider = "mailgun") =>
            new(new UsedTokenTable(_db.Database), _clock, provider, TimeSpan.FromMinutes(30));
    }

    [TestCase("2026-11-24T06:00:00.000Z", true)]
    [TestCase("2026-11-24T03:01:00.000Z", true)]
    [TestCase("2026-11-24T06:14:00.000Z", true)]
    [TestCase("2026-11-24T02:59:00.000Z", false)]
    [TestCase("2026-11-24T06:16:00.000Z", false)]
    [TestCase("yesterday", false)]
    [TestCase("", false)]
    public async Task A_message_of_sns_is_of_now(string at, bool isGood)
    {
        Assert.That(
            await StandingAsync(Ses(), ProviderSamples.Sns(_certificate, "{}", at: at)),
            Is.EqualTo(isGood ? ProviderStanding.Genuine : ProviderStanding.Forged)
        );
        Assert.That(_fetched, Has.Count.EqualTo(isGood ? 1 : 0));
    }

    [TestCase("https://sns.eu-west-2.amazonaws.com/SimpleNotificationService-0a1b.pem")]
    [TestCase("https://sns.no-such-place-1.amazonaws.com/SimpleNotificationService-0a1b.pem")]
    [TestCase("https://sns.eu-west-1.amazonaws.com.cn/SimpleNotificationService-0a1b.pem")]
    public async Task A_certificate_is_where_the_topic_is(string url)
    {
        Assert.That(
            await StandingAsync(Ses(), ProviderSamples.Sns(_certificate, "{}", certificateUrl: url)),
            Is.EqualTo(ProviderStanding.Forged)
        );
        Assert.That(_fetched, Is.Empty);
    }

    [Test]
    public async Task A_certificate_that_was_not_there_is_not_asked_for_again_at_once()
    {
        var ses = Ses(answer: null);
        for (var i = 0; i < 100; i++)
        {
            await StandingAsync(ses, ProviderSamples.Sns(_certificate, "{}"));
        }

        Assert.That(_fetched, Has.Count.EqualTo(1));
        for (var i = 0; i < 100; i++)
        {
            var url = $"https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-{i}.pem";
            await StandingAsync(ses, ProviderSamples.Sns(_certificate, "{}", certificateUrl: url));
        }

        Assert.That(_fetched, Has.Count.EqualTo(5), "guesses are few, too");
        _clock.Advance(TimeSpan.FromMinutes(5));
        await StandingAsync(ses, ProviderSamples.Sns(_certificate, "{}"));
        Assert.That(_fetched, Has.Count.EqualTo(6));
    }

    [Test]
    public async Task Invented_certificates_keep_no_notice_out_after_a_restart_and_are_said_once()
    {
        var notice = ProviderSamples.Sns(_certificate, "{}");
        Assert.That(await StandingAsync(Ses(), notice), Is.EqualTo(ProviderStanding.Genuine));

        var restarted = Ses(answer: null);
        for (var i = 0; i < 100; i++)
        {
            var forged = ProviderSamples.Sns(_certificate, "{}", certificateUrl: Invented($"{i}"));
            Assert.That(await StandingAsync(restarted, forged), Is.EqualTo(ProviderStanding.NotNow));
            Assert.That(await StandingAsync(restarted, notice), Is.EqualTo(ProviderStanding.Genuine));
        }

        Assert.That(_log.Lines, Has.Count.EqualTo(1).And.One.Contains("cannot be had from sns.eu-west-1"));
        _clock.Advance(TimeSpan.FromHours(1));
        await StandingAsync(restarted, ProviderSamples.Sns(_certificate, "{}", certificateUrl: Invented("later")));
        Assert.That(_log.Lines, Has.Count.EqualTo(2));

        static string Invented(string name) =>
            $"https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-{name}.pem";
    }

    [Test]
    public void What_the_headers_say_is_asked_before_the_body()
    {
        var at = Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var (postmark, sendgrid) = (new Postmark("letter", "secret"), new Sendgrid([], _clock));
        Func<string, string?> With(params (string Name, string Value)[] headers) =>
            name => headers.Where(header => header.Name == name).Select(header => header.Value).SingleOrDefault();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(postmark.Refuse(With()), Is.EqualTo(ProviderStanding.NotLoggedIn));
            Assert.That(
                postmark.Refuse(With(("Authorization", "Basic " + Convert.ToBase64String("letter:secret"u8)))),
                Is.Null
            );
            Assert.That(Ses().Refuse(With()), Is.EqualTo(ProviderStanding.Forged));
            Assert.That(Ses().Refuse(With((SnsTopic.Header, "arn:x"))), Is.EqualTo(ProviderStanding.Forged));
            Assert.That(Ses().Refuse(With((SnsTopic.Header, ProviderSamples.Topic))), Is.Null);
            Assert.That(sendgrid.Refuse(With()), Is.EqualTo(ProviderStanding.Forged));
            Assert.That(
                sendgrid.Refuse(
                    With((SendgridSignature.SignatureHeader, "x"), (SendgridSignature.TimestampHeader, "1"))
                ),
                Is.EqualTo(ProviderStanding.Forged)
            );
            Assert.That(
                sendgrid.Refuse(
                    With((SendgridSignature.SignatureHeader, "x"), (SendgridSignature.TimestampHeader, at))
                ),
                Is.Null
            );
        }
    }

    [TestCase(0, true)]
    [TestCase(-24 * 60, true)]
    [TestCase(-26 * 60, false)]
    [TestCase(26 * 60, false)]
    public async Task A_post_of_sendgrid_is_signed_with_its_time(int minutes, bool isGood)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var sendgrid = new Sendgrid(key.ExportSubjectPublicKeyInfo(), _clock);
        var at = Now.AddMinutes(minutes).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Task<ProviderStanding> With(string body, string? signature, string? timestamp) =>
            StandingAsync(
                sendgrid,
                body,
                name =>
                    name == SendgridSignature.SignatureHeader ? signature
                    : name == SendgridSignature.TimestampHeader ? timestamp
                    : null
            );

        var good = ProviderSamples.SignSendgrid(key, "[]", at);
        Assert.That(
            await With("[]", good, at),
            Is.EqualTo(isGood ? ProviderStanding.Genuine : ProviderStanding.Forged)
        );
        foreach (
            var (body, signature, timestamp) in new[]
            {
                ("[ ]", good, at),
                ("[]", good, at + "0"),
                ("[]", ProviderSamples.SignSendgrid(other, "[]", at), at),
                ("[]", null, at),
                ("[]", good, null),
                ("[]", "MEUC", at),
                ("[]", "no base64", at),
                ("[]", "", at),
            }
        )
        {
            Assert.That(
                await With(body, signature, timestamp),
                Is.EqualTo(ProviderStanding.Forged),
                $"{body} {signature} {timestamp}"
            );
        }
    }

    [TestCase("letter:secret", true)]
    [TestCase("letter:secret2", false)]
    [TestCase("letter2:secret", false)]
    [TestCase("letter:", false)]
    [TestCase("", false)]
    public void A_login_is_both_words(string login, bool isRight) =>
        Assert.That(
            BasicLogin.IsRight("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(login)), "letter", "secret"),
            Is.EqualTo(isRight)
        );

    [TestCase(null)]
    [TestCase("Basic")]
    [TestCase("Basic ???")]
    [TestCase("Bearer bGV0dGVyOnNlY3JldA==")]
    public void What_is_no_login_is_refused(string? header) =>
        Assert.That(BasicLogin.IsRight(header, "letter", "secret"), Is.False);

    private Ses Ses() => Ses(_certificate.ExportCertificatePem());

    private Ses Ses(string? answer)
    {
        Task<string?> FetchAsync(Uri address, CancellationToken cancellationToken)
        {
            _fetched.Add(address);
            return Task.FromResult(answer);
        }

        return new(
            ProviderSamples.Topic,
            new SnsCertificates(FetchAsync, new SnsCertificateTable(_db.Database), _clock),
            FetchAsync,
            new UsedTokenTable(_db.Database),
            _clock,
            _log
        );
    }

    private static async Task<ProviderStanding> StandingAsync(
        IMailProvider provider,
        string body,
        Func<string, string?>? header = null
    ) =>
        (
            await provider.OpenAsync(Encoding.UTF8.GetBytes(body), header ?? (_ => null), CancellationToken.None)
        ).Standing;
}
