using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Delivery;

/// <summary>A correction during a run: who has the old text, who gets the new one, and who gets a notice.</summary>
[TestFixture, Integration]
internal sealed class CorrectionTests
{
    private const int Readers = 40;
    private const int Old = 15;

    private Workplace _work = null!;
    private ScriptedSmtpServer _server = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(Readers);
        _work.Delivery = _work.Delivery with
        {
            DataTimeout = TimeSpan.FromSeconds(30),
            CommandTimeout = TimeSpan.FromSeconds(30),
        };
        _server = ScriptedSmtpServer.Start();
    }

    [TearDown]
    public async Task Close()
    {
        await _server.DisposeAsync();
        _work.Dispose();
    }

    [Test]
    public async Task Recipients_who_are_still_due_get_the_corrected_text_and_the_ledger_has_each_revision()
    {
        var (dispatch, _) = await SendWithCorrectionAsync(notice: null);

        var rows = await RowsAsync(dispatch.Id);
        var texts = _server.Messages.ToDictionary(
            message => message.Recipients.Single(),
            message => message.Parse().TextBody!
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_server.Messages, Has.Count.EqualTo(Readers));
            Assert.That(texts.Keys, Has.Count.EqualTo(Readers), "each once");
            Assert.That(rows.Select(row => row.State), Has.All.EqualTo(DeliveryState.Sent));
            Assert.That(
                rows.Count(row => row.Revision == 0),
                Is.InRange(Old, Old + 4),
                "only messages in transfer still have the old text"
            );
            foreach (var row in rows)
            {
                Assert.That(texts[row.Email], Does.Contain(row.Revision == 0 ? "in 1911" : "in 1912"), row.Email);
            }
        }
    }

    [Test]
    public async Task Only_readers_of_the_wrong_text_get_one_correction()
    {
        var (dispatch, notice) = await SendWithCorrectionAsync(
            new CorrectionText("The year was wrong: it was 1912 & not <1911>.")
        );
        var corrected = _server.Messages.Count;

        await SendAsync(notice!);

        var old = (await RowsAsync(dispatch.Id)).Where(row => row.Revision == 0).Select(row => row.Email).ToList();
        var told = _server.Messages.Skip(corrected).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (notice!.Kind, notice.CorrectsId, notice.Recipients),
                Is.EqualTo((DispatchKind.Correction, (long?)dispatch.Id, (long)old.Count))
            );
            Assert.That(told.SelectMany(message => message.Recipients), Is.EquivalentTo(old));
            foreach (var mail in told.Select(message => message.Parse()))
            {
                Assert.That(mail.Subject, Is.EqualTo("Correction: The news"));
                Assert.That(
                    mail.TextBody,
                    Does.Contain("WE MADE A MISTAKE")
                        .And.Contain("The year was wrong: it was 1912 & not <1911>.")
                        .And.Contain("in 1912")
                );
                Assert.That(
                    mail.HtmlBody,
                    Does.Contain("We made a mistake.")
                        .And.Contain("1912 &amp; not &lt;1911&gt;.")
                        .And.Contain("in 1912")
                        .And.Not.Contain("in 1911")
                );
            }

            Assert.That(_server.Messages.Select(message => message.Parse().MessageId), Is.Unique);
            Assert.That(
                (await _work.Dispatches.FindAsync(notice.Id, CancellationToken.None))!.State,
                Is.EqualTo(DispatchState.Done)
            );
        }
    }

    [Test]
    public async Task A_second_correction_stops_the_first_one_and_goes_to_all_readers_of_a_wrong_text()
    {
        var (dispatch, first) = await SendWithCorrectionAsync(new CorrectionText(null));
        var second = await CorrectAsync(dispatch.Id, "It moved in 1913.", new CorrectionText(null));

        Assert.That(
            (await _work.Dispatches.FindAsync(first!.Id, CancellationToken.None))!,
            Has.Property("State").EqualTo(DispatchState.Stopped)
        );
        Assert.That(second!.Recipients, Is.EqualTo(Readers));
    }

    /// <summary>
    /// Sends, corrects after some recipients have the issue, and continues to the end, as a service does.
    /// </summary>
    private async Task<(Dispatch Dispatch, Dispatch? Notice)> SendWithCorrectionAsync(CorrectionText? notice)
    {
        var corrected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.On(
            Stage.AfterData,
            _ => _server.Messages.Count >= Old ? SmtpAction.Until(corrected.Task).Then(SmtpAction.AsUsual) : null
        );
        var dispatcher = _work.Dispatcher(_work.Relay(_server.Port));
        var dispatch = await _work.BeginAsync(dispatcher, _work.Package(_work.Issue(body: "It moved in 1911.")));
        var sending = Task.Run(() => SendAsync(dispatch, dispatcher));
        await _server.WaitForMessagesAsync(Old, TimeSpan.FromSeconds(20));

        var begun = await CorrectAsync(dispatch.Id, "It moved in 1912.", notice);
        corrected.SetResult();
        await sending;
        return (dispatch, begun);
    }

    private async Task<Dispatch?> CorrectAsync(long id, string body, CorrectionText? notice)
    {
        var package = _work.Package(_work.Issue(body: body));
        var result = await _work.Control.CorrectAsync(
            id,
            package.Freeze(),
            notice is null
                ? null
                : new CorrectionMail(
                    "The news",
                    DateTimeOffset.UtcNow.AddHours(6),
                    (package with { Notice = notice }).Freeze()
                ),
            whyNot: null,
            CancellationToken.None
        );
        return ((ControlResult.Changed)result).Notice;
    }

    private Task SendAsync(Dispatch dispatch) => SendAsync(dispatch, _work.Dispatcher(_work.Relay(_server.Port)));

    private static async Task SendAsync(Dispatch dispatch, IssueDispatcher dispatcher)
    {
        while (!(await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None)).IsOver)
        {
            await Task.Delay(20);
        }
    }

    private Task<IReadOnlyList<DeliveryRow>> RowsAsync(long id) =>
        _work.Ledger.InStatesAsync(id, DeliveryStates.Words.Values, 1000, CancellationToken.None);
}
