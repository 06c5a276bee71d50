using System.Globalization;
using System.Security.Claims;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Desk.Writing;

/// <summary>The person of a request as the room that saves issues knows the person. Tests: WritePageTests.</summary>
internal static class WritingPerson
{
    public static Writer Of(HttpContext context)
    {
        var person = DeskPerson.Of(context.User)!;
        return new(
            AccountOf(context.User),
            person.Name,
            person.Email,
            person.Can(Right.ReleaseIssues),
            person.Actor,
            ClientNetwork.Of(context.Connection.RemoteIpAddress)
        );
    }

    public static string AccountOf(ClaimsPrincipal user) =>
        DeskPerson.Of(user)!.AccountId.ToString(CultureInfo.InvariantCulture);
}
