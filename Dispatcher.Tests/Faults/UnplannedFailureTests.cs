using Dapper;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>A part of the real service meets an unplanned failure.</summary>
[TestFixture, EndToEnd]
internal sealed class UnplannedFailureTests
{
    /// <summary>The database contains an invalid date, as if a person had edited it.</summary>
    [TestCase("\"http://127.0.0.1:0\"", TestName = "With pages, run ends with status 1 and one line")]
    [TestCase("null", TestName = "Without pages, run ends with status 1 and one line")]
    public async Task Run_ends_with_status_1_and_one_line(string listen)
    {
        using var newsletter = new InstalledNewsletter(Peer.FreePort());
        newsletter.Write(
            "appsettings.json",
            (await File.ReadAllTextAsync(Path.Combine(newsletter.Folder, "appsettings.json"))).Replace(
                "\"http://127.0.0.1:0\"",
                listen,
                StringComparison.Ordinal
            )
        );
        await newsletter.FillAsync(readers: 1);
        var database = new Database($"Data Source={newsletter.DatabasePath};Pooling=False");
        await using (var connection = await database.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync("UPDATE subscribers SET status = 'paused', paused_until = '2000-13-45'");
        }

        var (status, output, error) = await RunAsync(newsletter);

        Assert.That(status, Is.EqualTo(1), output + error);
        Assert.That(
            error,
            Does.Match(
                @"^DailyService failed in a way that nobody planned for \([A-Za-z]+: [^\n]*paused_until[^\n]*\n$"
            )
        );
        Assert.That(output, Does.Contain("Stopping: finishing what is in flight."));
        await using (var connection = await database.OpenAsync(CancellationToken.None))
        {
            Assert.That(
                await connection.ExecuteScalarAsync<long?>("SELECT ended_at FROM owner"),
                Is.Not.Null,
                "the database is released"
            );
        }
    }

    private static async Task<(int Status, string Output, string Error)> RunAsync(InstalledNewsletter newsletter)
    {
        await using var process = newsletter.Start("run");
        var status = await process.WaitAsync(TimeSpan.FromSeconds(60));
        return (status, process.Output, process.Error);
    }
}
