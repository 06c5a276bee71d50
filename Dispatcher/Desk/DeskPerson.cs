using System.Globalization;
using System.Security.Claims;
using Newsletter.Dispatcher.Accounts;

namespace Newsletter.Dispatcher.Desk;

/// <summary>The person who is signed in. Tests: DeskPageTests.</summary>
/// <param name="AccountId">Row of <c>accounts</c>.</param>
/// <param name="Name">As others see the person.</param>
/// <param name="SessionId">Row of <c>account_sessions</c>.</param>
internal sealed record DeskPerson(long AccountId, string Name, string Email, Role Role, long SessionId = 0)
{
    /// <summary>How the audit names the person.</summary>
    public string Actor => string.Create(CultureInfo.InvariantCulture, $"account:{AccountId}");

    public bool Can(Right right) => RoleRights.Has(Role, right);

    /// <summary>Null for a request of somebody who is not signed in.</summary>
    public static DeskPerson? Of(ClaimsPrincipal? user) =>
        user?.Identity?.IsAuthenticated == true
        && Number(user, ClaimTypes.NameIdentifier) is { } account
        && Number(user, DeskSessions.SessionId) is { } session
        && Roles.Words.Find(user.FindFirstValue(ClaimTypes.Role)) is { } role
            ? new(
                account,
                user.FindFirstValue(ClaimTypes.Name) ?? "",
                user.FindFirstValue(ClaimTypes.Email) ?? "",
                role,
                session
            )
            : null;

    private static long? Number(ClaimsPrincipal user, string claim) =>
        long.TryParse(user.FindFirstValue(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
