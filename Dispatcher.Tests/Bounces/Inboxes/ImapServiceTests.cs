using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Newsletter.Dispatcher.Bounces;
using Newsletter.Dispatcher.Bounces.Inboxes;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Bounces.Inboxes;

/// <summary>The service that keeps the mailbox open, against a real Dovecot that comes and goes.</summary>
[TestFixture, EndToEnd]
internal sealed class ImapServiceTests
{
    private readonly KeptLog<ImapService> _log = new();
    private Workplace _work = null!;
    private ReturnPath _returnPath = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync();
        _returnPath = _work.Tokens.ReturnPath("bounces+{token}@example.com");
    }

    [TearDown]
    public void Close() => _work.Dispose();

    [Test]
    public async Task Who_leaves_by_mail_is_gone_at_once_even_after_the_server_was_away()
    {
        await using var dovecot = await DovecotInstance.StartAsync();
        dovecot.Deliver(LeavesBy(1));
        using var watch = Watch(dovecot);

        await watch.StartAsync(CancellationToken.None);
        await WaitForAsync("unsubscribed", "active", "active");
        dovecot.Deliver(LeavesBy(2));
        await WaitForAsync("unsubscribed", "unsubscribed", "active");
        await dovecot.StopAsync();
        dovecot.Deliver(LeavesBy(3));
        await WaitForAsync(() => Task.FromResult(_log.Lines.Count > 0));
        await dovecot.StartAgainAsync();
        await WaitForAsync("unsubscribed", "unsubscribed", "unsubscribed");
        await WaitForAsync(async () =>
            (await dovecot.SubjectsAsync("Bounces.Done")).Count == 3
            && _log.Lines.LastOrDefault()?.EndsWith("is read again", StringComparison.Ordinal) == true
        );
        await watch.StopAsync(CancellationToken.None);

        var said = _log.Lines.ToList();
        Assert.That(said.Zip(said.Skip(1)).Where(two => two.First == two.Second), Is.Empty, "each trouble once");
        Assert.That(
            said[..^1],
            Has.All.StartsWith("Error: The mailbox for bounces is in trouble, so some wait there: 127.0.0.1:")
        );
        Assert.That(said[^1], Does.EndWith("is read again"));
    }

    [TestCase(1, 0, 2.5)]
    [TestCase(1, 1, 5)]
    [TestCase(4, 1, 40)]
    [TestCase(20, 0, 450)]
    [TestCase(2000, 1, 900)]
    public void It_rests_longer_after_each_failure_up_to_a_quarter_of_an_hour(
        int failures,
        double chance,
        double seconds
    ) => Assert.That(ImapService.Rest(failures, chance).TotalSeconds, Is.EqualTo(seconds));

    private ImapService Watch(DovecotInstance dovecot) =>
        new(
            new ImapSettings
            {
                Host = "127.0.0.1",
                Port = dovecot.Port,
                Security = RelaySecurity.None,
                UserName = DovecotInstance.UserName,
                Password = DovecotInstance.Password,
            },
            new ReturnedMail(
                new ReturnStore(
                    _work.Database,
                    _work.Tokens,
                    TimeProvider.System,
                    NullLogger<ReturnStore>.Instance,
                    _returnPath
                ),
                new Departures(_work.Database, _work.Newsletter, _work.Tokens, TimeProvider.System),
                _work.Tokens
            ),
            _work.Database,
            TimeProvider.System,
            _log
        );

    private string LeavesBy(long subscriberId) =>
        $"From: reader@example.org\r\nTo: {_returnPath.For(new(IsMail: false, 1, subscriberId))}\r\n"
        + "Subject: unsubscribe\r\n\r\n\r\n";

    private Task WaitForAsync(params string[] statuses) =>
        WaitForAsync(async () =>
        {
            await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
            return (await connection.QueryAsync<string>("SELECT status FROM subscribers ORDER BY id")).SequenceEqual(
                statuses
            );
        });

    private async Task WaitForAsync(Func<Task<bool>> condition)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!await condition())
        {
            Assert.That(
                late.IsCancellationRequested,
                Is.False,
                () => $"Not within 90 s. It said: {string.Join('\n', _log.Lines)}"
            );
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }
}
