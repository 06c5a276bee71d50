using System.Text;
using Newsletter.Dispatcher.Subscriptions.Wishes;

namespace Newsletter.Dispatcher.Web;

/// <summary><c>/manage/{token}/data</c>: everything that is kept about a person, as a file for them.</summary>
internal static class PersonalData
{
    public static void MapPersonalData(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(
            "/manage/{token}/data",
            [HttpMethods.Get, HttpMethods.Head],
            async Task<IResult> (
                string token,
                Preferences preferences,
                HttpContext context,
                CancellationToken cancellationToken
            ) =>
            {
                context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
                return await preferences.ExportAsync(token, cancellationToken) is { } json
                    ? TypedResults.File(Encoding.UTF8.GetBytes(json), "application/json", "my-data.json")
                    : TypedResults.NotFound();
            }
        );
}
