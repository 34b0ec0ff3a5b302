import Testing

@testable import EdgeRuntime

/// Who may claim and write which share, seen from one thread.
struct WorkBoardTests {
  @Test func everyShareIsClaimedOnceARound() {
    let board = WorkBoard(portionCount: 2)
    for round in UInt64(1)...3 {
      for portion in 0..<2 {
        let claims = (0..<5).map { _ in board.claim(from: portion, of: 4, round: round) }
        #expect(claims == [0, 1, 2, 3, nil])
        #expect(!board.isDone(portion, of: 4, round: round))
        for share in 0..<4 {
          #expect(board.unfinished(of: portion, count: 4, round: round) == share)
          #expect(board.beginWriting(share, of: portion, round: round))
          board.endWriting(share, of: portion, round: round)
        }
        #expect(board.isDone(portion, of: 4, round: round))
        #expect(board.claim(from: portion, of: 4, round: round) == nil)
      }
    }
  }

  @Test func aShareIsWrittenOnce() {
    let board = WorkBoard(portionCount: 1)
    #expect(board.claim(from: 0, of: 1, round: 1) == 0)
    #expect(board.beginWriting(0, of: 0, round: 1))
    // Neither the one who does it again nor the late one, before the outputs are there or after.
    #expect(!board.beginWriting(0, of: 0, round: 1))
    #expect(board.unfinished(of: 0, count: 1, round: 1) == nil)
    #expect(!board.isDone(0, of: 1, round: 1))
    board.endWriting(0, of: 0, round: 1)
    #expect(!board.beginWriting(0, of: 0, round: 1))
    #expect(board.isDone(0, of: 1, round: 1))
  }

  @Test func theLateFindNothingToDo() {
    let board = WorkBoard(portionCount: 1)
    for share in 0..<8 {
      #expect(board.claim(from: 0, of: 8, round: 6) == share)
      #expect(board.beginWriting(share, of: 0, round: 6))
      board.endWriting(share, of: 0, round: 6)
    }
    #expect(board.claim(from: 0, of: 8, round: 7) == 0)
    for round in [UInt64(1), 6] {
      #expect(board.claim(from: 0, of: 8, round: round) == nil)
      #expect(!board.beginWriting(0, of: 0, round: round))
      #expect(board.isDone(0, of: 8, round: round))
      #expect(board.unfinished(of: 0, count: 8, round: round) == nil)
    }
    #expect(board.beginWriting(0, of: 0, round: 7))
  }

  @Test func portionsWithoutSharesAreDone() {
    let board = WorkBoard(portionCount: 3)
    #expect(board.claim(from: 1, of: 0, round: 5) == nil)
    #expect(board.isDone(1, of: 0, round: 5))
    #expect(board.isDone(1, of: 0, round: 4))
  }

  @Test func roundsMayWrap() {
    let last: UInt64 = (1 << 48) - 1
    let board = WorkBoard(portionCount: 1)
    #expect(WorkBoard.Claims(round: last + 1).rounds(since: last) > 0)
    #expect(WorkBoard.Claims(round: last).rounds(since: last + 1) < 0)
    // A board begins at round 0, half the way round from here.
    #expect(board.claim(from: 0, of: 1, round: 1 << 46) == 0)
    for round in [3 << 46, last, last + 1, last + 2] as [UInt64] {
      #expect(board.claim(from: 0, of: 1, round: round) == 0)
      #expect(board.claim(from: 0, of: 1, round: round - 1) == nil)
      #expect(board.beginWriting(0, of: 0, round: round))
      board.endWriting(0, of: 0, round: round)
      #expect(board.isDone(0, of: 1, round: round) && board.isDone(0, of: 1, round: round - 1))
      board.endAlone(round: round)
      #expect(board.isAloneDone(round: round) && board.isAloneDone(round: round - 1))
      #expect(!board.isAloneDone(round: round + 1))
    }
  }
}
