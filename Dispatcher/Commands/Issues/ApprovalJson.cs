using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>How an issue stands, for programs. Tests: ApproveCommandTests.</summary>
internal static class ApprovalJson
{
    /// <param name="status">Null when the files of the issue cannot be read.</param>
    public static object Of(Issue issue, ApprovalStatus? status) =>
        new
        {
            issue.Slug,
            issue.File,
            Approved = status?.IsApproved ?? false,
            Needed = status?.Needed,
            By = status
                ?.Valid.Select(one => new
                {
                    one.Name,
                    one.CreatedAt,
                    one.Comment,
                })
                .ToList()
                ?? [],
            Why = status?.WhyNot,
            Changed = status?.Changes ?? [],
        };
}
