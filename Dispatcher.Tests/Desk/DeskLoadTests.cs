using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>How much five people on the desk slow down a dispatch.</summary>
[TestFixture, EndToEnd]
internal sealed class DeskLoadTests
{
    private const int Readers = 50_000;
    private const int Rounds = 3;

    /// <summary>Each person has the live page of the dispatch open, and reads another page each two seconds.</summary>
    private const string Person = """
        curl -sN -H "Cookie: $1" "$2/desk/dispatches/1/events" > /dev/null &
        while true; do
            for page in desk/dispatches desk/dispatches/1 desk/dispatches/1/unsent desk/mails?kind=welcome; do
                curl -s -o /dev/null -H "Cookie: $1" "$2/$page"
                sleep 2
            done
        done
        """;

    [Test, Explicit("A measurement: a dispatch of 50,000 with and without five people on the desk, alternating.")]
    public async Task A_dispatch_with_five_people_on_the_desk()
    {
        Peer.Require(SmtpSink.Missing);
        for (var round = 1; round <= Rounds; round++)
        {
            var (alone, aloneCpu) = await SendAsync(people: 0);
            var (watched, watchedCpu) = await SendAsync(people: 5);
            TestContext.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round}: alone {alone.TotalSeconds:0.0} s, {aloneCpu.TotalSeconds:0.0} s of processor; "
                        + $"watched {watched.TotalSeconds:0.0} s, {watchedCpu.TotalSeconds:0.0} s of processor; "
                        + $"time {watched / alone:0.000}, processor {watchedCpu / aloneCpu:0.000}"
                )
            );
        }
    }

    /// <returns>From the first delivery to the last, and the processor time of the service.</returns>
    private static async Task<(TimeSpan Time, TimeSpan Processor)> SendAsync(int people)
    {
        var port = Peer.FreePort();
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
        await using var sink = ChildProcess.Start("/usr/sbin/smtp-sink", [.. user, $"127.0.0.1:{port}", "100"]);
        await Peer.WaitForGreetingAsync(port, TimeSpan.FromSeconds(30));
        await using var desk = await DeskSite.OpenAsync(
            settings =>
                settings with
                {
                    Delivery = settings.Delivery with { Method = DeliveryMethod.Smtp },
                    Relays =
                    [
                        new()
                        {
                            Host = "127.0.0.1",
                            Port = port,
                            Security = RelaySecurity.None,
                        },
                    ],
                },
            clock: TimeProvider.System
        );
        await desk.Host.ScalarAsync<long>(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @Readers)
            INSERT INTO subscribers (email, email_key, first_name, status, created_at, updated_at)
            SELECT 'reader' || i || '@d' || (i % 40) || '.example', 'reader' || i || '@d' || (i % 40) || '.example',
                   'Reader', 'active', 0, 0
              FROM n
            """,
            new { Readers }
        );
        List<ChildProcess> persons = [];
        foreach (var role in Enum.GetValues<Role>().Take(people))
        {
            using var browser = desk.As(role);
            var cookie = string.Join("; ", browser.Cookies.Select(one => $"{one.Key}={one.Value}"));
            persons.Add(
                ChildProcess.Start(
                    "/bin/bash",
                    ["-c", Person, "person", cookie, desk.Host.Address.ToString().TrimEnd('/')]
                )
            );
        }

        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        await BeginAsync(desk);
        while (await desk.Host.ScalarAsync<string>("SELECT state FROM dispatches") != "done")
        {
            await Task.Delay(100);
        }

        process.Refresh();
        var processor = process.TotalProcessorTime - before;
        foreach (var person in persons)
        {
            await person.DisposeAsync();
        }

        var milliseconds = await desk.Host.ScalarAsync<long>(
            "SELECT max(updated_at) - min(updated_at) FROM deliveries"
        );
        return (TimeSpan.FromMilliseconds(milliseconds), processor);
    }

    /// <summary>Freezes the issue; the service itself then sends it.</summary>
    private static async Task BeginAsync(DeskSite desk)
    {
        var services = desk.Host.Services;
        var file = Path.Combine(services.GetRequiredService<NewsletterFolder>().Issues, "2026-11-23-news.md");
        await File.WriteAllTextAsync(
            file,
            "---\ntitle: The news\nstatus: ready\n---\nHello {{ subscriber.first_name }}.\n\n"
                + string.Concat(
                    Enumerable.Repeat("A paragraph of the issue that is as long as such a paragraph is.\n\n", 60)
                )
        );
        var package = services.GetRequiredService<IssuePackageReader>().Read(file).Package!;
        var now = TimeProvider.System.GetUtcNow();
        var (result, problems) = await services
            .GetRequiredService<IssueDispatcher>()
            .BeginAsync(
                package,
                new DateOnly(2026, 11, 23),
                now,
                now.AddHours(6),
                isByHand: true,
                CancellationToken.None
            );
        Assert.That(result, Is.InstanceOf<BeginResult.Begun>(), string.Join('\n', problems));
    }
}
