using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Desk;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>The whole service with its desk, and people of each role who are signed in.</summary>
internal sealed class DeskSite : IAsyncDisposable
{
    private readonly Dictionary<Role, string> _sessions;

    private DeskSite(PagesHost host, Dictionary<Role, string> sessions) => (Host, _sessions) = (host, sessions);

    public PagesHost Host { get; }

    /// <param name="change">Settings that differ from the usual.</param>
    public static async Task<DeskSite> OpenAsync(
        Func<DispatcherSettings, DispatcherSettings>? change = null,
        NewsletterSettings? newsletter = null,
        TimeProvider? clock = null
    )
    {
        var host = await PagesHost.StartAsync(newsletter, clock: clock, change: change);
        var sessions = new Dictionary<Role, string>();
        foreach (var role in host.Services.GetService<SessionBook>() is null ? [] : Roles.Words.Values)
        {
            sessions[role] = await SessionAsync(host, role);
        }

        return new(host, sessions);
    }

    /// <summary>A browser of somebody with this role who is signed in: the account and the session are real.</summary>
    public DeskBrowser As(Role role) => new(Host.Client(), _sessions[role]);

    /// <summary>A browser of somebody who is not signed in.</summary>
    public DeskBrowser Nobody() => new(Host.Client(), session: null);

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Adds the account number 1 for the owner, 2 for the operator and so on, without a password.</summary>
    /// <returns>The cookie of its session, as <c>name=value</c>.</returns>
    private static async Task<string> SessionAsync(PagesHost host, Role role)
    {
        var (name, now) = (role.Word(), host.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        var account = new Account
        {
            Email = $"{name}@example.com",
            EmailKey = $"{name}@example.com",
            Name = $"{char.ToUpperInvariant(name[0])}{name[1..]} Sample",
            Role = role,
        };
        await using (var connection = await host.Database.OpenAsync(CancellationToken.None))
        {
            await AccountTable.AddAsync(connection, transaction: null, account, now);
        }

        var token = await host
            .Services.GetRequiredService<SessionBook>()
            .OpenAsync(account, new(SessionWay.Password, "127.0.0.0/24", "Test"), CancellationToken.None);
        return CookieOf(host, token);
    }

    private static string CookieOf(PagesHost host, string token)
    {
        var options = host
            .Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(DeskServices.Scheme);
        var now = host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var ticket = new AuthenticationTicket(
            DeskSessions.Carry(token),
            new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now + SessionRule.Longest },
            DeskServices.Scheme
        );
        return $"{options.Cookie.Name}={options.TicketDataFormat.Protect(ticket)}";
    }
}
