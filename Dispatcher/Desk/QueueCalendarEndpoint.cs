using System.Text;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// The queue for calendar programs, which have no cookie: the key in the address opens it, and nothing else does.
/// Tests: QueueCalendarTests.
/// </summary>
internal static class QueueCalendarEndpoint
{
    public static void MapQueueCalendar(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(
            "/desk/queue.ics",
            [HttpMethods.Get, HttpMethods.Head],
            async (
                string? key,
                DeskLinkTable links,
                QueueReader queues,
                NewsletterSettings newsletter,
                HttpContext context
            ) =>
            {
                if (
                    await links.RoleOfAsync(key, DeskLinkKind.Queue, context.RequestAborted) is not { } role
                    || !RoleRights.Has(role, Right.SeeQueue)
                )
                {
                    return Results.NotFound();
                }

                var queue = await queues.ReadAsync(context.RequestAborted);
                context.Response.Headers.CacheControl = "private, no-store";
                return Results.Bytes(
                    Encoding.UTF8.GetBytes(QueueFeed.Of(queue, newsletter)),
                    "text/calendar; charset=utf-8"
                );
            }
        );
}
