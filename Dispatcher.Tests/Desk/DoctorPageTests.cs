using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class DoctorPageTests
{
    [Test]
    public async Task A_look_on_request_runs_the_checks_of_doctor_and_shows_each()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var operatorBrowser = desk.As(Role.Operator);

        var answer = await operatorBrowser.PostFormAsync("desk/doctor", []);
        await desk.Host.Services.GetRequiredService<DoctorRuns>().Ended;
        var page = await operatorBrowser.PageAsync("desk/doctor");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
            Assert.That(
                page,
                Does.Contain("<b>settings</b>").And.Contain("<b>database</b>").And.Contain("<b>templates</b>")
            );
            Assert.That(page, Does.Contain("Operator Sample asked for it").And.Not.Contain("http-equiv"));
            Assert.That(await DispatchOnFile.AuditAsync(desk.Host), Does.EndWith(" doctor.run settings - -"));
        }
    }

    [Test]
    public async Task The_last_looks_of_the_service_are_shown_with_what_was_red()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var editor = desk.As(Role.Editor);
        var empty = await editor.PageAsync("desk/doctor");
        await new HealthTable(desk.Host.Database).TakeAsync(
            [new(new DateOnly(2026, 11, 24), LookKind.Evening)],
            desk.Host.Clock.GetUtcNow(),
            [Check.Red("relay", "It <refuses>.", "Ask it.")],
            CancellationToken.None
        );

        var page = await editor.PageAsync("desk/doctor");

        Assert.That(empty, Does.Contain("It has not looked yet").And.Not.Contain("Look now"));
        Assert.That(page, Does.Contain("evening").And.Contain("It &lt;refuses&gt;.").And.Contain("Ask it."));
        Assert.That((await editor.PostFormAsync("desk/doctor", [])).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }
}
