using System.Text;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Bounces;
using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// Mails of people and machines that quote a bounce come to a signed return path: tickets, digests, forwarded bounces,
/// logs, receipts, reports. None of these says anything about the address.
/// </summary>
[TestFixture]
internal sealed class BouncesByWordsTests
{
    private static IEnumerable<string> Mails =>
        Directory
            .EnumerateFiles(Folder, "*.eml")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal);

    private static string Folder =>
        Path.Combine(Corpora.Repository(), "Dispatcher.Tests", "Field", "Inputs", "bounces-by-words");

    [TestCaseSource(nameof(Mails))]
    public void A_mail_that_only_quotes_a_bounce_is_no_bounce(string mail)
    {
        var report = BounceMessage.Read(Bytes(mail));

        Assert.That(report.Kind, Is.EqualTo(BounceKind.Other).Or.EqualTo(BounceKind.AutoReply));
        Assert.That(report.Results, Is.Empty);
    }

    [Test, Integration]
    public async Task Such_a_mail_to_a_signed_return_path_suppresses_nobody()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero));
        using var work = await Workplace.CreateAsync(subscribers: 1, clock);
        work.ReturnPath = work.Tokens.ReturnPath("bounces+{token}@example.com");
        await using var server = ScriptedSmtpServer.Start();
        var dispatcher = work.Dispatcher(work.Relay(server.Port));
        var dispatch = await work.BeginAsync(dispatcher, work.Package(work.Issue("letter.md")), null);
        await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);
        var sentTo = server.Messages.Single().From;
        var returned = new ReturnedMail(
            new ReturnStore(work.Database, work.Tokens, clock, NullLogger<ReturnStore>.Instance, work.ReturnPath),
            new Departures(work.Database, work.Newsletter, work.Tokens, clock),
            work.Tokens
        );

        foreach (var mail in Mails)
        {
            Assert.That(
                await returned.TakeAsync(Bytes(mail), "file", sentTo, CancellationToken.None),
                Is.EqualTo(ReturnOutcome.Nothing),
                mail
            );
        }

        await using var connection = await work.Database.OpenAsync(CancellationToken.None);
        Assert.That(
            await connection.QueryAsync<string>("SELECT status FROM subscribers"),
            Is.EqualTo(new[] { "active" })
        );
        Assert.That(
            await connection.ExecuteScalarAsync<int>(
                "SELECT (SELECT count(*) FROM suppressions) + (SELECT count(*) FROM returns)"
            ),
            Is.Zero
        );

        // The same path and person: a mail system's own report does count.
        Assert.That(
            await returned.TakeAsync(Encoding.UTF8.GetBytes(Report), "file", sentTo, CancellationToken.None),
            Is.EqualTo(ReturnOutcome.Suppressed)
        );
    }

    private static byte[] Bytes(string mail) => File.ReadAllBytes(Path.Combine(Folder, $"{mail}.eml"));

    private const string Report = """
        Return-Path: <>
        From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.net>
        Subject: News
        Content-Type: text/plain

        This is the mail system at host mx.example.net.

        I'm sorry to have to inform you that your message could not
        be delivered to one or more recipients.

        <reader1@example.org>: host mx.example.org[192.0.2.1] said: 550 5.1.1 User
            unknown (in reply to RCPT TO command)
        """;
}
