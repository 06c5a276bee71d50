using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// <c>POST /api/v1/subscribers/{id}/extend</c> with <c>{"until": "2027-11-24"}</c>: what <c>subscriber extend</c> does,
/// for programs.
/// </summary>
internal static class ExtendEndpoint
{
    private const string Takes = "Post {\"until\": \"2027-11-24\"}: the last day, and nothing else.";

    public static void MapExtend(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/subscribers/{id:long:min(1)}/extend", ExtendAsync);

    private static async Task<IResult> ExtendAsync(
        long id,
        HttpContext context,
        ApiKey key,
        TermStore terms,
        AuditBook audit,
        Database database
    )
    {
        if (key.Refuse(context.Request.Headers.Authorization) is { } refused)
        {
            return Refused(context, refused);
        }

        DateOnly? until;
        try
        {
            using var json = await TimedBody.ReadAsync(
                context,
                token => JsonDocument.ParseAsync(context.Request.Body, new() { MaxDepth = 4 }, token)
            );
            until = Until(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is thrown for texts with half a character ("\ud800").
            until = null;
        }
        catch (BadHttpRequestException e)
        {
            return TypedResults.Problem("The body is too large, or broke off.", statusCode: e.StatusCode);
        }

        if (until is not { } day)
        {
            return TypedResults.Problem(Takes, statusCode: StatusCodes.Status400BadRequest);
        }

        var row = audit.With(
            new(
                "api",
                "reader.extend",
                FormattableString.Invariant($"reader:{id}"),
                FormattableString.Invariant($"until {day:yyyy-MM-dd}"),
                Reason: null,
                ClientNetwork.Of(context.Connection.RemoteIpAddress)
            )
        );
        var answer = await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var change = await terms.ExtendAsync(connection, transaction, id, day);
                if (change is { IsDone: true })
                {
                    await row(connection, transaction);
                }

                return change;
            },
            context.RequestAborted
        );

        return answer switch
        {
            null => TypedResults.Problem(
                $"Nobody on the list has the id {id}.",
                statusCode: StatusCodes.Status404NotFound
            ),
            { IsDone: false } change => TypedResults.Problem(
                $"Subscriber {id} {change.Message}.",
                statusCode: StatusCodes.Status409Conflict
            ),
            var change => TypedResults.Ok(
                new
                {
                    id,
                    until = day,
                    message = $"Subscriber {id} {change.Message}.",
                }
            ),
        };
    }

    private static ProblemHttpResult Refused(HttpContext context, int status)
    {
        switch (status)
        {
            case StatusCodes.Status401Unauthorized:
                context.Response.Headers.WWWAuthenticate = "Bearer";
                return TypedResults.Problem(
                    "Send the key of Web:ApiKey as: Authorization: Bearer KEY",
                    statusCode: status
                );
            case StatusCodes.Status429TooManyRequests:
                context.Response.Headers.RetryAfter = "60";
                return TypedResults.Problem("Too many requests; wait a minute.", statusCode: status);
            default:
                return TypedResults.Problem(statusCode: status);
        }
    }

    private static DateOnly? Until(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && json.EnumerateObject().Count() == 1
        && DateOnly.TryParseExact(
            json.Text("until"),
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : null;
}
