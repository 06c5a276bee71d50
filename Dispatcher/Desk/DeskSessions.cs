using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// Sessions and the cookie that carries them. The cookie has a random token and nothing else that counts: who it is and
/// what they may do is read from the database at each request, so that what an owner ends is over at once.
/// Tests: DeskSessionsTests.
/// </summary>
internal sealed partial class DeskSessions(SessionBook book, ILogger<DeskSessions> logger) : CookieAuthenticationEvents
{
    /// <summary>The claim with the token, in the cookie only.</summary>
    private const string Token = "session";

    /// <summary>The claim with the number of the session, while a request runs.</summary>
    public const string SessionId = "session-id";

    /// <summary>What the cookie of a session holds.</summary>
    public static ClaimsPrincipal Carry(string token) =>
        new(new ClaimsIdentity([new(Token, token)], DeskServices.Scheme));

    /// <summary>Signs somebody in who has shown who they are: a new session, whatever the browser had before.</summary>
    public async Task OpenAsync(HttpContext context, Account account, SessionWay way)
    {
        var network = ClientNetwork.Of(context.Connection.RemoteIpAddress);
        var token = await book.OpenAsync(
            account,
            new(way, network, context.Request.Headers.UserAgent.ToString()),
            context.RequestAborted
        );
        Opened(account.Id, way.Word(), network);
        await StartAsync(context, token);
    }

    /// <summary>Gives the browser a session that was opened, and ends the one that it had.</summary>
    public async Task StartAsync(HttpContext context, string token)
    {
        if (DeskPerson.Of(context.User) is { } before)
        {
            await book.EndAsync(before.AccountId, before.SessionId, context.RequestAborted);
        }

        await context.SignInAsync(
            DeskServices.Scheme,
            Carry(token),
            new AuthenticationProperties { IsPersistent = true }
        );
    }

    /// <summary>Ends the session of the browser and takes its cookie.</summary>
    public async Task EndAsync(HttpContext context)
    {
        if (DeskPerson.Of(context.User) is { } person)
        {
            await book.EndAsync(person.AccountId, person.SessionId, context.RequestAborted);
        }

        await context.SignOutAsync(DeskServices.Scheme);
    }

    /// <summary>At each request: whether the session is good, and who it is now.</summary>
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        if (
            context.Principal?.FindFirstValue(Token) is { } token
            && await book.FindAsync(token, context.HttpContext.RequestAborted) is { } found
        )
        {
            context.ReplacePrincipal(Principal(found));
        }
        else
        {
            context.RejectPrincipal();
        }
    }

    private static ClaimsPrincipal Principal(SignedIn found) =>
        new(
            new ClaimsIdentity(
                [
                    new(ClaimTypes.NameIdentifier, found.AccountId.ToString(CultureInfo.InvariantCulture)),
                    new(ClaimTypes.Name, found.Name),
                    new(ClaimTypes.Email, found.Email),
                    new(ClaimTypes.Role, found.RoleWord),
                    new(SessionId, found.SessionId.ToString(CultureInfo.InvariantCulture)),
                ],
                DeskServices.Scheme
            )
        );

    [LoggerMessage(9301, LogLevel.Information, "account:{Id} signed in by {Way} from {Network}.")]
    private partial void Opened(long id, string way, string network);
}
