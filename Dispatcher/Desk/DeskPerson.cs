using System.Globalization;
using System.Security.Claims;
using Newsletter.Dispatcher.Accounts;

namespace Newsletter.Dispatcher.Desk;

/// <summary>The person who is signed in.</summary>
/// <param name="AccountId">Row of <c>accounts</c>.</param>
/// <param name="Name">As others see the person.</param>
internal sealed record DeskPerson(long AccountId, string Name, string Email, Role Role)
{
    /// <summary>How the audit names the person.</summary>
    public string Actor => string.Create(CultureInfo.InvariantCulture, $"account:{AccountId}");

    public bool Can(Right right) => RoleRights.Has(Role, right);

    /// <summary>Null for a request of somebody who is not signed in.</summary>
    public static DeskPerson? Of(ClaimsPrincipal? user) =>
        user?.Identity?.IsAuthenticated == true
        && long.TryParse(
            user.FindFirstValue(ClaimTypes.NameIdentifier),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var id
        )
        && Roles.Words.Find(user.FindFirstValue(ClaimTypes.Role)) is { } role
            ? new(id, user.FindFirstValue(ClaimTypes.Name) ?? "", user.FindFirstValue(ClaimTypes.Email) ?? "", role)
            : null;
}
