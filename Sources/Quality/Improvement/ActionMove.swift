/// Where an improvement action stands (措施状态).
package enum ActionState: String, Codable, Sendable, CaseIterable {
    /// 整改中
    case open
    /// 待验证
    case awaitingVerification = "awaiting_verification"
    /// 待查效果
    case awaitingEffect = "awaiting_effect"
    /// 有效关闭
    case effective
    /// 已取消
    case cancelled

    package var isOpen: Bool {
        switch self {
        case .open, .awaitingVerification, .awaitingEffect: true
        case .effective, .cancelled: false
        }
    }
}

/// What can happen to an improvement action (措施操作).
package enum ActionMove: String, Codable, Sendable, CaseIterable {
    case plan, assign, complete, verify
    case giveBack = "give_back"
    case check, cancel, link

    /// The right it asks for; linking is the program's own.
    package var right: QualityAction? {
        switch self {
        case .plan: .planAction
        case .assign: .assignAction
        case .complete: .completeAction
        case .verify, .giveBack: .verifyAction
        case .check: .checkEffect
        case .cancel: .cancelAction
        case .link: nil
        }
    }

    /// Whether the owner and whoever did the work are kept from it (another person verifies).
    package var isForAnother: Bool {
        switch self {
        case .verify, .giveBack, .check, .cancel: true
        case .plan, .assign, .complete, .link: false
        }
    }

    /// Where a move leads.
    package enum Next: Hashable, Sendable {
        case same
        case to(ActionState)
        /// A check that fails opens the action again; the last that passes ends it.
        case byOutcome
    }

    /// The one table of the life of an action; `nil` where the move is not lawful.
    package func next(from state: ActionState) -> Next? {
        switch (state, self) {
        case (.open, .plan), (.open, .assign), (.open, .link): .same
        case (.open, .complete): .to(.awaitingVerification)
        case (.open, .cancel), (.awaitingVerification, .cancel): .to(.cancelled)
        case (.awaitingVerification, .verify): .to(.awaitingEffect)
        case (.awaitingVerification, .giveBack): .to(.open)
        case (.awaitingVerification, .link), (.awaitingEffect, .link): .same
        case (.awaitingEffect, .check): .byOutcome
        case (.open, _), (.awaitingVerification, _), (.awaitingEffect, _), (.effective, _), (.cancelled, _): nil
        }
    }
}
