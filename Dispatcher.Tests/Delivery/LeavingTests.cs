using System.Collections.Concurrent;
using Dapper;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Delivery;

/// <summary>Who leaves while an issue goes out gets nothing from then on.</summary>
[TestFixture, Integration]
internal sealed class LeavingTests
{
    private const int Readers = 2000;

    [Test]
    public async Task Two_hundred_who_leave_in_the_middle_of_a_dispatch_get_no_message_later()
    {
        using var work = await Workplace.CreateAsync(Readers);
        await using var server = ScriptedSmtpServer.Start();
        var left = new ConcurrentDictionary<string, bool>();
        var late = new ConcurrentBag<string>();
        server.On(Stage.Rcpt, call =>
        {
            var address = call.Line[(call.Line.IndexOf('<', StringComparison.Ordinal) + 1)..call.Line.IndexOf('>', StringComparison.Ordinal)];
            if (left.TryGetValue(address, out var forLong) && forLong)
            {
                late.Add(address);
            }

            return null;
        });
        server.On(Stage.AfterData, SmtpAction.Wait(TimeSpan.FromMilliseconds(10)).Then(SmtpAction.AsUsual));

        var sending = work.SendAllAsync(work.Relay(server.Port));
        List<Task> marks = [];
        foreach (var id in Enumerable.Range(1, Readers).Except([.. Enumerable.Range(1, Readers).Where(i => i % 2 == 0)]).OrderBy(_ => Random.Shared.Next()).Take(200))
        {
            await using (var connection = await work.Database.OpenAsync(CancellationToken.None))
            {
                await connection.ExecuteAsync("UPDATE subscribers SET status = 'unsubscribed' WHERE id = @id", new { id });
            }

            left[$"reader{id}@example.org"] = false;
            marks.Add(MarkAsync($"reader{id}@example.org"));
        }

        var dispatch = await sending;
        await Task.WhenAll(marks);
        var counts = await work.CountsAsync(dispatch);

        Assert.That(late, Is.Empty);
        Assert.That(counts.GetValueOrDefault(DeliveryState.Skipped), Is.GreaterThan(20), "they left in the middle of it");
        Assert.That(counts.Values.Sum(), Is.EqualTo(Readers));
        Assert.That(server.Messages, Has.Count.EqualTo(counts[DeliveryState.Sent]));

        // A message whose intent was committed before may be on the wire; three seconds later none is.
        async Task MarkAsync(string address)
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
            left[address] = true;
        }
    }
}
