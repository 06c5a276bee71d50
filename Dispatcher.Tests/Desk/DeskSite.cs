using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Desk;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>The whole service with its desk, and people of each role who are signed in.</summary>
internal sealed class DeskSite : IAsyncDisposable
{
    private DeskSite(PagesHost host) => Host = host;

    public PagesHost Host { get; }

    /// <param name="change">Settings that differ from the usual.</param>
    public static async Task<DeskSite> OpenAsync(
        Func<DispatcherSettings, DispatcherSettings>? change = null,
        NewsletterSettings? newsletter = null,
        TimeProvider? clock = null
    ) => new(await PagesHost.StartAsync(newsletter, clock: clock, change: change));

    /// <summary>A browser of somebody with this role who is signed in.</summary>
    public DeskBrowser As(Role role) => new(Host.Client(), SessionCookie(role));

    /// <summary>A browser of somebody who is not signed in.</summary>
    public DeskBrowser Nobody() => new(Host.Client(), session: null);

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private string SessionCookie(Role role)
    {
        var options = Host
            .Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(DeskServices.Scheme);
        var name = role.Word();
        var person = new ClaimsPrincipal(
            new ClaimsIdentity(
                [
                    new(ClaimTypes.NameIdentifier, $"{(int)role + 1}"),
                    new(ClaimTypes.Name, $"{char.ToUpperInvariant(name[0])}{name[1..]} Sample"),
                    new(ClaimTypes.Email, $"{name}@example.com"),
                    new(ClaimTypes.Role, name),
                ],
                DeskServices.Scheme
            )
        );
        var ticket = new AuthenticationTicket(
            person,
            new AuthenticationProperties
            {
                IssuedUtc = Host.Clock.GetUtcNow(),
                ExpiresUtc = Host.Clock.GetUtcNow().AddDays(1),
            },
            DeskServices.Scheme
        );
        return $"{options.Cookie.Name}={options.TicketDataFormat.Protect(ticket)}";
    }
}
