using Microsoft.AspNetCore.WebUtilities;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Accounts.SignIn;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// Where somebody goes who has shown a password or a link: to the second step, or in. Tests: SignInTests.
/// </summary>
internal sealed class WayIn(DeskSessions sessions, SecondStepPass pass)
{
    /// <summary>Goes on after the first step.</summary>
    /// <param name="to">The page that was asked for; it may be anything.</param>
    /// <returns>Where the browser is sent.</returns>
    public async Task<string> GoOnAsync(HttpContext context, Account account, SessionWay way, string? to)
    {
        if (account.HasSecondStep)
        {
            pass.Keep(context, account, way);
            return WithPlace(context, "/desk/sign-in/code", to);
        }

        return await EnterAsync(context, account, way, to);
    }

    /// <summary>Opens a session.</summary>
    /// <inheritdoc cref="GoOnAsync"/>
    public async Task<string> EnterAsync(HttpContext context, Account account, SessionWay way, string? to)
    {
        await sessions.OpenAsync(context, account, way);
        return Place(context, to);
    }

    /// <summary>The page that was asked for, if it is one of the desk.</summary>
    public static string Place(HttpContext context, string? to) =>
        context.Request.PathBase + DeskPlace.Safe(to, context.Request.PathBase);

    /// <summary>A page of the way in that takes the page that was asked for along.</summary>
    public static string WithPlace(HttpContext context, string page, string? to)
    {
        var place = DeskPlace.Safe(to, context.Request.PathBase);
        return place == DeskPlace.First
            ? context.Request.PathBase + page
            : QueryHelpers.AddQueryString(context.Request.PathBase + page, "to", place);
    }
}
